import { createStore } from "../ui/store";

/** The text of the start box and of the large editor, which are two views of one thing. */
export const draft = createStore("");

/** Adds to the draft, on a line of its own. */
export function addToDraft(text: string): void {
  const before = draft.get().trimEnd();
  draft.set(before === "" ? text : `${before}\n${text}`);
}

export const mostLinesInBox = 5;

export function linesOf(text: string): number {
  return text.split("\n").length;
}
