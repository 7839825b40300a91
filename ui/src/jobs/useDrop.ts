import { useEffect, useRef, useState } from "react";
import { texts } from "../texts";
import { toast } from "../ui/toasts";
import { addToDraft } from "./draft";

const largestFile = 2 * 1024 * 1024;
const textTypes = /^(text\/|application\/(json|csv|vnd\.ms-excel$))|^$/;
const textNames = /\.(txt|csv|tsv|json|list|ids|log|md)$/i;

/** Reads a list of ids from a file, which never leaves the machine; refuses by name what is no text. */
export async function readListFile(file: File): Promise<boolean> {
  if (file.size > largestFile) toast(texts.fileTooLarge(file.name), { tone: "failed" });
  else if (!textTypes.test(file.type) && !textNames.test(file.name))
    toast(texts.dropRefused(file.name), { tone: "failed" });
  else {
    const text = await file.text();
    if (text.includes("\0")) toast(texts.dropRefused(file.name), { tone: "failed" });
    else {
      addToDraft(text);
      return true;
    }
  }
  return false;
}

async function take(transfer: { files: readonly File[]; text: string }): Promise<boolean> {
  const read = await Promise.all(transfer.files.map(readListFile));
  if (transfer.files.length === 0 && transfer.text !== "") addToDraft(transfer.text);
  return transfer.files.length === 0 ? transfer.text !== "" : read.includes(true);
}

/** Takes what is dropped on the page, and what is pasted outside of a field. True while something is held over it. */
export function useDrop(onTaken: (dropped: boolean) => void): boolean {
  const [over, setOver] = useState(false);
  const taken = useRef(onTaken);
  useEffect(() => {
    taken.current = onTaken;
  });

  useEffect(() => {
    // A page's own links and images can be dragged too; they are no lists.
    const carries = (event: DragEvent) =>
      event.dataTransfer !== null &&
      [...event.dataTransfer.types].some((type) => type === "Files" || type === "text/plain");
    let depth = 0;
    let own = false;
    const begin = () => {
      own = true;
    };
    const end = () => {
      own = false;
    };
    const enter = (event: DragEvent) => {
      if (own || !carries(event)) return;
      event.preventDefault();
      depth++;
      setOver(true);
    };
    const leave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hold = (event: DragEvent) => {
      if (!own && carries(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (own || !carries(event) || !event.dataTransfer) return;
      event.preventDefault();
      const files = [...event.dataTransfer.files];
      void take({ files, text: event.dataTransfer.getData("text/plain") }).then((got) => got && taken.current(true));
    };
    const paste = (event: ClipboardEvent) => {
      const field = event.target instanceof Element && event.target.closest("input, textarea, [contenteditable]");
      if (field || !event.clipboardData) return;
      const files = [...event.clipboardData.files];
      const text = event.clipboardData.getData("text/plain");
      if (files.length === 0 && text === "") return;
      event.preventDefault();
      void take({ files, text }).then((got) => got && taken.current(false));
    };
    const listeners = {
      dragstart: begin,
      dragend: end,
      dragenter: enter,
      dragleave: leave,
      dragover: hold,
      drop,
      paste,
    };
    for (const [name, listener] of Object.entries(listeners))
      document.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        document.removeEventListener(name, listener as EventListener);
    };
  }, []);
  return over;
}
