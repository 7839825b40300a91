/** The path of values from left to right, broken where there is none; a value alone is a dot. */
export function linePath(values: readonly (number | null)[], top: number, width: number, height: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const at = (index: number, value: number) =>
    `${(index * step).toFixed(1)} ${(height - (value / top) * height).toFixed(1)}`;
  return values
    .map((value, index) => {
      if (value === null) return "";
      const point = at(index, value);
      if ((values[index - 1] ?? null) !== null) return `L${point}`;
      return (values[index + 1] ?? null) === null ? `M${point}L${point}` : `M${point}`;
    })
    .join("");
}

/** The next of 1, 2, 5, 10, 20 … that nothing is above. */
export function niceTop(most: number): number {
  if (most <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= most) ?? most;
}
