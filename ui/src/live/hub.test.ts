import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { silenceLimitMs, type LinkKind } from "./connection";
import type { LiveEvent } from "./events";
import { createHub, type Hub } from "./hub";
import { FakeChannels, FakeLocks, fakeParts, FakeStream } from "./testing/fakes";
import { recorded } from "./testing/recorded";

const [first, ...later] = recorded();
if (!first) throw new Error("The recording is empty");

let channels: FakeChannels;
let locks: FakeLocks | null;
let hubs: Hub[];

beforeEach(() => {
  vi.useFakeTimers();
  FakeStream.opened.length = 0;
  channels = new FakeChannels();
  locks = new FakeLocks();
  hubs = [];
});

afterEach(() => {
  for (const hub of hubs) hub.stop();
  vi.useRealTimers();
});

async function openTab(running: LiveEvent[] = []) {
  const { tab, parts } = fakeParts(channels, locks);
  const events: LiveEvent[] = [];
  const links: LinkKind[] = [];
  const hub = createHub(
    {
      version: "1",
      onEvents: (more) => events.push(...more),
      onLink: (link) => links.push(link.kind),
      running: () => running,
    },
    parts,
  );
  hubs.push(hub);
  await settle();
  return { tab, hub, events, links };
}

async function settle(ms = 0) {
  await vi.advanceTimersByTimeAsync(ms);
}

/** The server speaks: keeps the leading tab alive for a while. */
async function serverPings(times: number) {
  for (let ping = 0; ping < times; ping++) {
    await settle(15_000);
    for (const stream of FakeStream.open) stream.says("ping", {}, "newest");
  }
}

describe("several tabs", () => {
  it("have one stream, and every one of them hears every event once", async () => {
    const one = await openTab();
    const two = await openTab();
    const three = await openTab();
    FakeStream.last.begins();
    for (const event of [first, ...later]) FakeStream.last.says(event.type, event.data, event.id);
    await settle();
    expect(FakeStream.opened).toHaveLength(1);
    for (const tab of [one, two, three]) expect(tab.events).toEqual([first, ...later]);
    expect(two.links.at(-1)).toBe("live");
  });

  it("go on from the newest id when the leading one is closed", async () => {
    const one = await openTab();
    const two = await openTab();
    FakeStream.last.begins();
    FakeStream.last.says("snapshot", first.data, "a1.first");
    await settle();
    one.hub.stop();
    await settle();
    expect(FakeStream.open).toHaveLength(1);
    expect(FakeStream.last.address).toBe("/v1/downloads/subscribe?lastEventId=a1.first");
    expect(two.hub.leads).toBe(true);
  });

  it("go on when the leading one dies without a word", async () => {
    await openTab();
    const two = await openTab();
    FakeStream.last.begins();
    locks?.holderDies();
    await settle();
    expect(two.hub.leads).toBe(true);
  });

  it("tell a new one how they are, and what runs", async () => {
    await openTab([first]);
    FakeStream.last.begins();
    await settle(5_000);
    const late = await openTab();
    expect(late.links.at(-1)).toBe("live");
    expect(late.events).toEqual([first]);
  });

  it("leave a leading one alone that only its pings prove alive", async () => {
    const one = await openTab();
    const two = await openTab();
    one.tab.visible = false;
    FakeStream.last.begins();
    await serverPings(10);
    expect(one.hub.leads).toBe(true);
    expect(two.hub.leads).toBe(false);
  });
});

describe("a leading tab that is frozen", () => {
  async function frozen() {
    const one = await openTab();
    const two = await openTab();
    FakeStream.last.begins();
    FakeStream.last.says("ping", {}, "a1.ping");
    await settle();
    channels.frozen.add(one.tab);
    return { one, two };
  }

  it("is stolen from by a visible one, which goes on from the newest id", async () => {
    const { two } = await frozen();
    await settle(silenceLimitMs - 1);
    expect(two.hub.leads).toBe(false);
    await settle(1);
    expect(two.hub.leads).toBe(true);
    expect(FakeStream.last.address).toContain("a1.ping");
  });

  it("closes its stream as it finds out, and waits for its turn again", async () => {
    const { one, two } = await frozen();
    await settle(silenceLimitMs);
    expect(one.hub.leads).toBe(false);
    expect(FakeStream.open).toHaveLength(1);
    channels.frozen.delete(one.tab);
    two.hub.stop();
    await settle();
    expect(one.hub.leads).toBe(true);
    expect(FakeStream.open).toHaveLength(1);
  });

  it("is not replaced by one that nobody sees", async () => {
    const { two } = await frozen();
    two.tab.visible = false;
    await settle(silenceLimitMs * 3);
    expect(two.hub.leads).toBe(false);
    two.tab.visible = true;
    await settle(silenceLimitMs);
    expect(two.hub.leads).toBe(true);
  });
});

describe("a tab", () => {
  it("that comes back from the back/forward cache queues again", async () => {
    const one = await openTab();
    one.hub.stop();
    await settle();
    expect(FakeStream.open).toHaveLength(0);
    one.hub.shown();
    await settle();
    expect(one.hub.leads).toBe(true);
    expect(FakeStream.open).toHaveLength(1);
  });

  it("that does not lead asks the leading one to try again", async () => {
    await openTab();
    const two = await openTab();
    FakeStream.last.isRefused();
    two.hub.retryNow();
    await settle();
    expect(FakeStream.opened).toHaveLength(2);
  });

  it("tells the others what it polled", async () => {
    const one = await openTab();
    const two = await openTab();
    two.hub.tell([first]);
    await settle();
    expect(one.events).toEqual([first]);
    expect(two.events).toEqual([first]);
  });
});

describe("without locks", () => {
  it("every visible tab has a stream of its own, closed half a minute after it is hidden", async () => {
    locks = null;
    const one = await openTab();
    await openTab();
    expect(FakeStream.open).toHaveLength(2);
    one.tab.visible = false;
    one.hub.hidden();
    await settle(29_999);
    expect(FakeStream.open).toHaveLength(2);
    await settle(1);
    expect(FakeStream.open).toHaveLength(1);
    one.hub.shown();
    expect(FakeStream.open).toHaveLength(2);
  });
});
