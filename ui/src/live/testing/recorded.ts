import { eventTypes, parseEvent, type LiveEvent } from "../events";
import text from "./recorded.sse?raw";

/**
 * The stream of a caller whose one job of three files ended with one missing, was tried again, and ended so again: as the service
 * wrote it, byte by byte.
 */
export function recorded(): LiveEvent[] {
  let id = "";
  return text.split("\n\n").flatMap((block) => {
    const fields = new Map(
      block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
    );
    id = fields.get("id") ?? id;
    const type = eventTypes.find((name) => name === fields.get("event"));
    const event = type === undefined ? null : parseEvent(type, fields.get("data") ?? "", id);
    return event === null ? [] : [event];
  });
}
