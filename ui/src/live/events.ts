import type { Job } from "../api/client";
import type { components } from "../api/schema";

type Schemas = components["schemas"];

export type FileData = Schemas["FileEvent"];
export type ProgressData = Schemas["ProgressEvent"];
export type EndStatus = "completed" | "partially_completed" | "failed" | "cancelled";

/** An event with the whole job: what it is now, or how it ended. */
export interface JobEvent {
  type: "snapshot" | EndStatus;
  id: string;
  data: Job;
}

export interface ProgressEvent {
  type: "progress";
  id: string;
  data: ProgressData;
}

export interface FileEvent {
  type: "file";
  id: string;
  data: FileData;
}

/** What the streams tell. `id` is the newest id of the stream, which an event without one of its own keeps. */
export type LiveEvent = JobEvent | ProgressEvent | FileEvent;

export const endTypes: readonly EndStatus[] = ["completed", "partially_completed", "failed", "cancelled"];
export const eventTypes: readonly LiveEvent["type"][] = ["snapshot", "file", "progress", ...endTypes];

/** One event of a stream; null when its data is not what the contract says, which nothing here can mend. */
export function parseEvent(type: LiveEvent["type"], text: string, id: string): LiveEvent | null {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data !== "object" || data === null || !("jobId" in data)) return null;
    if (type !== "file" && !("version" in data)) return null;
    return { type, id, data } as LiveEvent;
  } catch {
    return null;
  }
}
