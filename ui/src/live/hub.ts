import { connect, silenceLimitMs, type Connection, type Link } from "./connection";
import type { LiveEvent } from "./events";

/** What tabs say to each other. */
export type HubMessage =
  | { kind: "hello" }
  | { kind: "retry" }
  | { kind: "state"; link: Link; lastId: string | null }
  | { kind: "events"; events: LiveEvent[] };

export interface Channel {
  post: (message: HubMessage) => void;
  close: () => void;
}

/** The browser's parts that the hub stands on; the tests bring their own. */
export interface HubParts {
  /** Null without a secure context: then every visible tab has a stream of its own. */
  locks: Pick<LockManager, "request"> | null;
  channel: (name: string, receive: (message: HubMessage) => void) => Channel;
  openStream: (address: string) => EventSource;
  visible: () => boolean;
}

export interface HubOptions {
  /** Tabs of two versions do not mix. */
  version: string;
  onEvents: (events: LiveEvent[]) => void;
  onLink: (link: Link) => void;
  /** Whether this tab is the one that holds the stream. */
  onLead?: (leads: boolean) => void;
  /** What a tab that opens must know and no list tells: the jobs that run. */
  running: () => LiveEvent[];
}

export interface Hub {
  retryNow: () => void;
  /** News from elsewhere (a poll), for this tab and the others. */
  tell: (events: LiveEvent[]) => void;
  readonly leads: boolean;
  hidden: () => void;
  shown: () => void;
  stop: () => void;
}

const stateEveryMs = 10_000;
const hiddenLimitMs = 30_000;

export function address(lastId: string | null): string {
  return lastId === null
    ? "/v1/downloads/subscribe"
    : `/v1/downloads/subscribe?lastEventId=${encodeURIComponent(lastId)}`;
}

/**
 * One stream per browser: the tab that holds the lock reads it and tells the others. A tab that dies frees the lock; one that is
 * frozen is noticed by its silence and loses it.
 */
export function createHub(options: HubOptions, parts: HubParts): Hub {
  const name = `downstream.live.${options.version}`;
  let lastId: string | null = null;
  let connection: Connection | null = null;
  let release: (() => void) | null = null;
  let queue: AbortController | null = null;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let beat: ReturnType<typeof setInterval> | undefined;
  let hide: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const channel = parts.channel(name, receive);

  function sayState() {
    if (connection) channel.post({ kind: "state", link: connection.link, lastId: connection.lastId });
  }

  function openStream() {
    if (connection) return;
    connection = connect({
      address,
      lastId,
      open: parts.openStream,
      onEvent: tell,
      onLink(link) {
        options.onLink(link);
        sayState();
      },
      onHeard(id) {
        lastId = id;
        // Timers of a hidden tab hardly run; the stream's own heartbeat still tells the others that this one lives.
        sayState();
      },
    });
    options.onLink(connection.link);
  }

  function closeStream() {
    connection?.close();
    connection = null;
  }

  function lead(): Promise<void> {
    clearTimeout(silence);
    openStream();
    sayState();
    beat = setInterval(sayState, stateEveryMs);
    options.onLead?.(true);
    return new Promise<void>((resolve) => {
      release = resolve;
    });
  }

  function resign() {
    clearInterval(beat);
    closeStream();
    release = null;
    options.onLead?.(false);
  }

  /** Waits for the lock, or takes it; asks again once it is lost to another tab. */
  function request(steal: boolean) {
    if (!parts.locks || stopped) return;
    queue?.abort();
    const mine = new AbortController();
    queue = mine;
    // A request that steals must not be abortable; its turn comes at once.
    const how: LockOptions = steal ? { steal: true } : { signal: mine.signal };
    let led = false;
    parts.locks
      .request(name, how, () => {
        if (stopped || mine.signal.aborted) return;
        queue = null;
        led = true;
        return lead();
      })
      .then(
        () => {
          if (led) resign();
        },
        () => {
          // Aborted before its turn, or stolen from: only the latter had the stream.
          if (!led) return;
          resign();
          request(false);
          awaitLeader();
        },
      );
  }

  /** A visible tab that hears nothing from the leading one takes its place. */
  function awaitLeader() {
    clearTimeout(silence);
    if (!parts.locks || release !== null || stopped) return;
    silence = setTimeout(() => {
      if (release !== null) return;
      if (parts.visible()) request(true);
      else awaitLeader();
    }, silenceLimitMs);
  }

  function receive(message: HubMessage) {
    if (stopped) return;
    if (message.kind === "hello") {
      if (!connection) return;
      sayState();
      const events = options.running();
      if (events.length > 0) channel.post({ kind: "events", events });
      return;
    }
    if (message.kind === "retry") {
      connection?.retryNow();
      return;
    }
    if (!parts.locks) return;
    if (message.kind === "events") options.onEvents(message.events);
    if (release !== null) return;
    awaitLeader();
    if (message.kind === "state") {
      lastId = message.lastId ?? lastId;
      options.onLink(message.link);
      return;
    }
    note(message.events);
  }

  /** Remembers the newest id, for the day when this tab leads. */
  function note(events: LiveEvent[]) {
    for (const { id } of events) if (id !== "") lastId = id;
  }

  function tell(event: LiveEvent | LiveEvent[]) {
    const events = Array.isArray(event) ? event : [event];
    note(events);
    options.onEvents(events);
    if (parts.locks) channel.post({ kind: "events", events });
  }

  function begin() {
    stopped = false;
    if (!parts.locks) {
      if (parts.visible()) openStream();
      return;
    }
    request(false);
    channel.post({ kind: "hello" });
    awaitLeader();
  }

  begin();
  return {
    get leads() {
      return connection !== null;
    },
    retryNow() {
      if (connection) connection.retryNow();
      else channel.post({ kind: "retry" });
    },
    tell,
    hidden() {
      if (parts.locks) return;
      hide = setTimeout(closeStream, hiddenLimitMs);
    },
    shown() {
      clearTimeout(hide);
      if (stopped) begin();
      else if (!parts.locks) openStream();
      connection?.retryNow();
    },
    stop() {
      stopped = true;
      clearTimeout(silence);
      clearTimeout(hide);
      queue?.abort();
      queue = null;
      const free = release;
      resign();
      free?.();
    },
  };
}
