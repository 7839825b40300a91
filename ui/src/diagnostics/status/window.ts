/** How far back figures look, in seconds. */
export type Span = 300 | 3600;

export const spans: readonly Span[] = [300, 3600];

export const isWindow = (seconds: number): seconds is Span => spans.some((span) => span === seconds);

export interface FiguresProps {
  span: Span;
  onSpan: (span: Span) => void;
}
