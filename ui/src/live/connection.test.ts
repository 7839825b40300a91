import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backoffMs, connect, silenceLimitMs, type Connection, type LinkKind } from "./connection";
import type { LiveEvent } from "./events";
import { FakeStream } from "./testing/fakes";
import { recorded } from "./testing/recorded";

let links: LinkKind[];
let events: LiveEvent[];
let connection: Connection;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.999);
  FakeStream.opened.length = 0;
  links = [];
  events = [];
  connection = connect({
    address: (lastId) => `/stream?${lastId ?? "new"}`,
    lastId: null,
    open: (address) => new FakeStream(address) as unknown as EventSource,
    onEvent: (event) => events.push(event),
    onHeard: () => undefined,
    onLink: (link) => links.push(link.kind),
  });
});

afterEach(() => {
  connection.close();
  vi.useRealTimers();
});

function passes(ms: number) {
  vi.advanceTimersByTime(ms);
}

describe("connect", () => {
  it("is live as soon as the stream opens, and hands its events on", () => {
    FakeStream.last.begins();
    const [first] = recorded();
    if (!first) throw new Error("The recording is empty");
    FakeStream.last.says("snapshot", first.data, "a1.x");
    expect(links).toEqual(["live"]);
    expect(events).toEqual([{ ...first, id: "a1.x" }]);
    expect(connection.lastId).toBe("a1.x");
  });

  it("leaves a broken connection to the browser, and is live again when it opens", () => {
    FakeStream.last.begins();
    FakeStream.last.says("ping");
    FakeStream.last.breaks();
    FakeStream.last.breaks();
    FakeStream.last.begins();
    expect(links).toEqual(["live", "reconnecting", "live"]);
    expect(FakeStream.opened).toHaveLength(1);
  });

  it("opens anew after a refusal, from the newest id, ever later", () => {
    FakeStream.last.begins();
    FakeStream.last.says("ping", {}, "7");
    FakeStream.last.isRefused();
    passes(998);
    expect(FakeStream.opened).toHaveLength(1);
    passes(2);
    expect(FakeStream.last.address).toBe("/stream?7");
    FakeStream.last.isRefused();
    passes(1_990);
    expect(FakeStream.opened).toHaveLength(2);
    passes(10);
    expect(FakeStream.opened).toHaveLength(3);
  });

  it("polls after three failed tries, tries the stream every minute, and stops polling when it speaks", () => {
    for (let failed = 0; failed < 3; failed++) {
      FakeStream.last.isRefused();
      if (failed < 2) passes(1_000 * 2 ** failed);
    }
    expect(links.at(-1)).toBe("polling");
    passes(59_000);
    expect(FakeStream.opened).toHaveLength(3);
    passes(1_000);
    expect(FakeStream.opened).toHaveLength(4);
    FakeStream.last.begins();
    expect(links.at(-1)).toBe("live");
  });

  it("polls when the stream opens and stays silent, and believes it again only when it speaks", () => {
    FakeStream.last.begins();
    passes(silenceLimitMs);
    expect(links.at(-1)).toBe("polling");
    expect(FakeStream.opened).toHaveLength(2);
    expect(FakeStream.open).toHaveLength(1);
    FakeStream.last.begins();
    expect(links.at(-1)).toBe("polling");
    FakeStream.last.says("ping");
    expect(links.at(-1)).toBe("live");
  });

  it("polls when the stream does not even open, and believes it as soon as it does", () => {
    passes(10_000);
    expect(links.at(-1)).toBe("polling");
    expect(FakeStream.opened).toHaveLength(1);
    FakeStream.last.begins();
    expect(links.at(-1)).toBe("live");
  });

  it("opens anew when a stream that spoke falls silent", () => {
    FakeStream.last.begins();
    FakeStream.last.says("ping", {}, "3");
    passes(silenceLimitMs - 1);
    FakeStream.last.says("ping", {}, "3");
    passes(silenceLimitMs - 1);
    expect(FakeStream.opened).toHaveLength(1);
    passes(1);
    expect(FakeStream.last.address).toBe("/stream?3");
    expect(FakeStream.open).toHaveLength(1);
  });

  it("does not believe a stream that opens and breaks without a word over and over", () => {
    for (let round = 0; round < 2; round++) {
      FakeStream.last.begins();
      FakeStream.last.breaks();
    }
    expect(links.at(-1)).toBe("polling");
    FakeStream.last.begins();
    expect(links.at(-1)).toBe("polling");
  });

  it("tries at once when it is asked to, but never opens a second stream", () => {
    FakeStream.last.isRefused();
    connection.retryNow();
    expect(FakeStream.open).toHaveLength(1);
    FakeStream.last.begins();
    connection.retryNow();
    passes(30_000);
    expect(FakeStream.opened).toHaveLength(2);
  });

  it("is over when it is closed", () => {
    FakeStream.last.isRefused();
    connection.close();
    passes(120_000);
    expect(FakeStream.opened).toHaveLength(1);
    expect(FakeStream.open).toHaveLength(0);
  });
});

describe("the wait between tries", () => {
  it("lies anywhere below a limit that doubles up to half a minute", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 0.9999, noNaN: true }),
        (failures, random) => {
          const wait = backoffMs(failures, () => random);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(Math.min(30_000, 1_000 * 2 ** (failures - 1)));
        },
      ),
    );
  });
});
