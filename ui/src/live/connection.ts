import { eventTypes, parseEvent, type LiveEvent } from "./events";

/** How the news come; `polling` is asking by turns while the stream is tried again. */
export type LinkKind = "connecting" | "live" | "reconnecting" | "polling";

export interface Link {
  kind: LinkKind;
  /** When it became so. */
  since: number;
  /** When the stream was last heard of; null before the first time. */
  heard: number | null;
}

export interface ConnectionOptions {
  /** The stream's address, from the newest id that is known. */
  address: (lastId: string | null) => string;
  lastId: string | null;
  onEvent: (event: LiveEvent) => void;
  /** The stream opened, or pinged; events tell of themselves. */
  onHeard: (lastId: string | null) => void;
  onLink: (link: Link) => void;
  open?: (address: string) => EventSource;
}

export interface Connection {
  readonly link: Link;
  readonly lastId: string | null;
  /** Tries at once, unless the stream is open. */
  retryNow: () => void;
  close: () => void;
}

export const silenceLimitMs = 35_000;
/** The head of a stream is on the wire at once; what takes longer is held back on the way. */
const answerLimitMs = 10_000;
const pollingRetryMs = 60_000;
const longestBackoffMs = 30_000;
const triesBeforePolling = 3;
const wordlessBeforePolling = 2;

/** Full jitter: clients that lost the same service do not come back together. */
export function backoffMs(failures: number, random = Math.random): number {
  return random() * Math.min(longestBackoffMs, 1000 * 2 ** Math.max(0, failures - 1));
}

/**
 * One event stream, kept open. A browser reconnects by itself while the EventSource is CONNECTING; here is what it does not do:
 * open anew after a refusal, notice silence, and tell when asking by turns is better than waiting.
 */
export function connect(options: ConnectionOptions): Connection {
  const open = options.open ?? ((address: string) => new EventSource(address));
  let link: Link = { kind: "connecting", since: Date.now(), heard: null };
  let lastId = options.lastId;
  let source: EventSource | null = null;
  let failures = 0;
  // It opened and said nothing for long: a proxy keeps back what it should pass on. Only a word ends that.
  let silent = false;
  // How often in a row it opened and broke without a word.
  let wordless = 0;
  let openNow = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let answer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  function become(kind: LinkKind) {
    if (kind === link.kind) return;
    link = { ...link, kind, since: Date.now() };
    options.onLink(link);
  }

  function awaitNews() {
    clearTimeout(silence);
    silence = setTimeout(() => {
      silent = openNow;
      failed();
      start();
    }, silenceLimitMs);
  }

  function heard(id: string) {
    failures = 0;
    if (id !== "") lastId = id;
    link = { ...link, heard: Date.now() };
    become("live");
    awaitNews();
  }

  function word(id: string) {
    silent = openNow = false;
    wordless = 0;
    heard(id);
  }

  function failed() {
    failures++;
    if (openNow) wordless++;
    openNow = false;
    become(silent || !believed() || failures >= triesBeforePolling ? "polling" : "reconnecting");
  }

  /** Whether an open stream is taken for a live one before its first word. */
  function believed() {
    return !silent && wordless < wordlessBeforePolling;
  }

  function stop() {
    source?.close();
    source = null;
    clearTimeout(retry);
    clearTimeout(silence);
    clearTimeout(answer);
  }

  function start() {
    stop();
    if (closed) return;
    const opened = open(options.address(lastId));
    source = opened;
    awaitNews();
    answer = setTimeout(() => {
      failures = Math.max(failures, triesBeforePolling);
      become("polling");
    }, answerLimitMs);
    opened.addEventListener("open", () => {
      if (opened !== source) return;
      clearTimeout(answer);
      openNow = true;
      if (!believed()) return;
      heard("");
      options.onHeard(lastId);
    });
    opened.addEventListener("ping", (event) => {
      if (opened !== source) return;
      word(event.lastEventId);
      options.onHeard(lastId);
    });
    for (const type of eventTypes)
      opened.addEventListener(type, (message: MessageEvent<string>) => {
        if (opened !== source) return;
        word(message.lastEventId);
        const event = parseEvent(type, message.data, message.lastEventId);
        if (event) options.onEvent(event);
      });
    opened.addEventListener("error", () => {
      if (opened !== source) return;
      clearTimeout(answer);
      failed();
      if (opened.readyState !== EventSource.CLOSED) return;
      stop();
      retry = setTimeout(start, link.kind === "polling" ? pollingRetryMs : backoffMs(failures));
    });
  }

  start();
  return {
    get link() {
      return link;
    },
    get lastId() {
      return lastId;
    },
    retryNow() {
      if (!closed && link.kind !== "live") start();
    },
    close() {
      closed = true;
      stop();
    },
  };
}
