import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Job, JobFile } from "../api/client";
import { applyEvent, applyFile, applyFiles, noFiles } from "./applyEvent";
import { parseEvent, type FileEvent, type JobEvent, type ProgressEvent } from "./events";
import { recorded } from "./testing/recorded";

const events = recorded();
const jobEvents = events.filter((event): event is JobEvent | ProgressEvent => event.type !== "file");
const snapshot = jobEvents[0] as JobEvent;
const firstEnd = jobEvents.findIndex((event) => event.type === "partially_completed");
const lastEnd = jobEvents.at(-1) as JobEvent;

function play(order: readonly (JobEvent | ProgressEvent)[], start: Job | undefined = snapshot.data): Job | undefined {
  return order.reduce<Job | undefined>((job, event) => applyEvent(job, event), start);
}

/** The recorded events, each at least once, in any order and with any repetitions. */
const disorder = fc
  .tuple(
    fc.shuffledSubarray(jobEvents, { minLength: jobEvents.length }),
    fc.array(fc.constantFrom(...jobEvents), { maxLength: 40 }),
    fc.infiniteStream(fc.nat()),
  )
  .map(([all, again, places]) => {
    const order = [...all];
    for (const event of again) order.splice(Number(places.next().value) % (order.length + 1), 0, event);
    return order;
  });

describe("applyEvent", () => {
  it("has a recording with two ends, a retry between them, and progress", () => {
    expect(firstEnd).toBeGreaterThan(5);
    expect(lastEnd.type).toBe("partially_completed");
    expect(jobEvents.length - firstEnd).toBeGreaterThan(2);
  });

  it("gives the same job whatever the order of the events and however often they come", () => {
    fc.assert(
      fc.property(disorder, (order) => {
        expect(play(order)).toEqual(lastEnd.data);
      }),
    );
  });

  it("never shows anything older than before", () => {
    fc.assert(
      fc.property(disorder, (order) => {
        let job: Job | undefined = snapshot.data;
        for (const event of order) {
          const next = applyEvent(job, event);
          expect(next?.version).toBeGreaterThanOrEqual(job?.version ?? 0);
          job = next;
        }
      }),
    );
  });

  it("moves with every event of the recording that is in order", () => {
    let job: Job | undefined;
    const versions = jobEvents.map((event) => (job = applyEvent(job, event))?.version ?? 0);
    expect(versions).toEqual([...versions].sort((one, other) => one - other));
    expect(new Set(versions).size).toBeGreaterThan(20);
  });

  it("lets a job run again after its end, and forgets what the end said", () => {
    const ended = play(jobEvents.slice(0, firstEnd + 1));
    expect(ended?.expiresAt).not.toBeNull();
    const again = play(jobEvents.slice(0, firstEnd + 2));
    expect(again).toMatchObject({
      status: "processing",
      finishedAt: null,
      expiresAt: null,
      downloadUrl: null,
      size: null,
    });
  });

  it("keeps a job that it knows as new as the event", () => {
    const job = lastEnd.data;
    expect(applyEvent(job, { ...lastEnd, data: { ...job, progress: 1 } })).toBe(job);
  });

  it("takes progress for nothing when nobody has told of the job", () => {
    const progress = jobEvents.filter((event) => event.type === "progress");
    expect(progress.length).toBeGreaterThan(0);
    for (const event of progress) expect(applyEvent(undefined, event)).toBeUndefined();
  });

  it("remembers the last trace that an event named when an answer names none", () => {
    const { traceparent, ...read } = lastEnd.data;
    expect(traceparent).toBeDefined();
    const answer: JobEvent = { ...lastEnd, data: { ...read, version: lastEnd.data.version + 1 } };
    expect(applyEvent(lastEnd.data, answer)?.traceparent).toBe(lastEnd.data.traceparent);
  });
});

describe("files", () => {
  const fileEvents = events.filter((event): event is FileEvent => event.type === "file");
  const file = (id: number, changes: Partial<JobFile> = {}): JobFile => {
    const fresh: JobFile = {
      file_id: id,
      status: "processing",
      progress: 10,
      size: null,
      attempts: 1,
      error: null,
      eventId: null,
    };
    return { ...fresh, ...changes };
  };
  const ids = [...new Set(fileEvents.map((event) => event.data.file_id))];
  const read = applyFiles(
    noFiles,
    ids.map((id) => file(id)),
    0,
  );

  it("change with each event, and no other row is drawn anew", () => {
    const [event] = fileEvents;
    if (!event) throw new Error("The recording has no file event");
    const next = applyFile(read, event);
    const { file_id: id, status, size } = event.data;
    expect(next.rows.get(id)).toMatchObject({ status, size });
    for (const other of ids.filter((each) => each !== id)) expect(next.rows.get(other)).toBe(read.rows.get(other));
  });

  it("keep what an event told while they were being read", () => {
    const since = read.seen;
    const told = fileEvents.reduce(applyFile, read);
    const late = applyFiles(
      told,
      ids.map((id) => file(id, { progress: 50 })),
      since,
    );
    for (const id of ids) expect(late.rows.get(id)?.status).not.toBe("processing");
  });

  it("follow a read that was begun after the event", () => {
    const told = fileEvents.reduce(applyFile, read);
    const again = applyFiles(
      told,
      ids.map((id) => file(id, { status: "queued" })),
      told.seen,
    );
    expect([...again.rows.values()].every((row) => row.status === "queued")).toBe(true);
  });

  it("stay out of a page that has not read them", () => {
    const [event] = fileEvents;
    if (event) expect(applyFile(noFiles, event)).toBe(noFiles);
  });
});

describe("parseEvent", () => {
  it.each(["", "nonsense", "null", "[]", "{}", '{"jobId":"x"}'])("takes no event from %j", (text) => {
    expect(parseEvent("snapshot", text, "1")).toBeNull();
  });

  it("throws at nothing", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseEvent("progress", text, "")));
  });
});
