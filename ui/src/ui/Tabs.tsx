import type { KeyboardEvent } from "react";
import styles from "./Tabs.module.css";

interface TabsProps<T extends string> {
  label: string;
  chosen: T;
  options: readonly { value: T; text: string }[];
  onChoose: (value: T) => void;
}

/** Views of one thing, one at a time; arrows go from tab to tab. */
export function Tabs<T extends string>({ label, chosen, options, onChoose }: TabsProps<T>) {
  function moved(event: KeyboardEvent<HTMLElement>) {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const at = options.findIndex((option) => option.value === chosen);
    const next = options[(at + step + options.length) % options.length];
    if (next === undefined) return;
    onChoose(next.value);
    event.currentTarget.querySelector<HTMLElement>(`[data-value="${next.value}"]`)?.focus();
  }

  return (
    <div role="tablist" aria-label={label} className={styles.tabs} onKeyDown={moved}>
      {options.map(({ value, text }) => (
        <button
          key={value}
          type="button"
          role="tab"
          data-value={value}
          aria-selected={value === chosen}
          tabIndex={value === chosen ? 0 : -1}
          className={styles.tab}
          onClick={() => onChoose(value)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
