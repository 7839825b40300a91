import type { Channel, HubMessage, HubParts } from "../hub";

/** An EventSource that the test speaks for. */
export class FakeStream extends EventTarget {
  static readonly opened: FakeStream[] = [];
  readyState: number = EventSource.CONNECTING;

  constructor(readonly address: string) {
    super();
    FakeStream.opened.push(this);
  }

  static get last(): FakeStream {
    const last = FakeStream.opened.at(-1);
    if (!last) throw new Error("No stream was opened");
    return last;
  }

  static get open(): FakeStream[] {
    return FakeStream.opened.filter((stream) => stream.readyState !== EventSource.CLOSED);
  }

  close(): void {
    this.readyState = EventSource.CLOSED;
  }

  begins(): void {
    this.readyState = EventSource.OPEN;
    this.dispatchEvent(new Event("open"));
  }

  says(type: string, data: unknown = {}, lastEventId = ""): void {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data), lastEventId }));
  }

  /** The connection broke; the browser tries again by itself. */
  breaks(): void {
    this.readyState = EventSource.CONNECTING;
    this.dispatchEvent(new Event("error"));
  }

  /** A status that is not 200: the browser gives up. */
  isRefused(): void {
    this.readyState = EventSource.CLOSED;
    this.dispatchEvent(new Event("error"));
  }
}

interface Waiting {
  grant: () => void;
}

/** Exclusive locks as the browser has them: one holder, a queue, and stealing. */
export class FakeLocks {
  #holder: { lose: () => void } | null = null;
  readonly #queue: Waiting[] = [];

  request = (_name: string, options: LockOptions, run: (lock: Lock | null) => unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const grant = () => {
        const mine = {
          lose: () => reject(new DOMException("Stolen.", "AbortError")),
        };
        this.#holder = mine;
        void Promise.resolve(run({ name: _name, mode: "exclusive" })).then((value) => {
          if (this.#holder === mine) this.#next();
          resolve(value);
        });
      };
      if (options.steal) {
        this.#holder?.lose();
        grant();
        return;
      }
      const waiting = { grant };
      options.signal?.addEventListener("abort", () => {
        const at = this.#queue.indexOf(waiting);
        if (at < 0) return;
        this.#queue.splice(at, 1);
        reject(new DOMException("Aborted.", "AbortError"));
      });
      this.#queue.push(waiting);
      if (!this.#holder) queueMicrotask(() => !this.#holder && this.#next());
    });

  /** The holder's tab died: its promise never settles, its lock is free. */
  holderDies(): void {
    this.#next();
  }

  #next(): void {
    this.#holder = null;
    this.#queue.shift()?.grant();
  }
}

/** The channel between the tabs of a test; a frozen tab neither hears nor speaks. */
export class FakeChannels {
  readonly #tabs = new Map<object, (message: HubMessage) => void>();
  readonly frozen = new Set<object>();
  readonly said: HubMessage[] = [];

  join(tab: object, receive: (message: HubMessage) => void): Channel {
    this.#tabs.set(tab, receive);
    return {
      post: (message) => {
        if (this.frozen.has(tab)) return;
        this.said.push(message);
        // As the browser does it: a copy, and later.
        const copy = structuredClone(message);
        for (const [other, hear] of this.#tabs)
          if (other !== tab) queueMicrotask(() => !this.frozen.has(other) && hear(copy));
      },
      close: () => this.#tabs.delete(tab),
    };
  }
}

/** A tab's parts: its own channel end and visibility, the browser's locks. */
export function fakeParts(channels: FakeChannels, locks: FakeLocks | null) {
  const tab = { visible: true };
  const parts: HubParts = {
    locks: locks as HubParts["locks"],
    channel: (_name, receive) => channels.join(tab, receive),
    openStream: (address) => new FakeStream(address) as unknown as EventSource,
    visible: () => tab.visible,
  };
  return { tab, parts };
}
