import type { Channel, HubMessage, HubParts } from "./hub";

const deaf: Channel = { post: () => undefined, close: () => undefined };

function openChannel(name: string, receive: (message: HubMessage) => void): Channel {
  if (typeof BroadcastChannel === "undefined") return deaf;
  const channel = new BroadcastChannel(name);
  channel.onmessage = (event: MessageEvent<HubMessage>) => receive(event.data);
  return { post: (message) => channel.postMessage(message), close: () => channel.close() };
}

/** What this browser has of what the hub needs. */
export function browserParts(): HubParts {
  return {
    locks: isSecureContext ? navigator.locks : null,
    channel: openChannel,
    openStream: (address) => new EventSource(address),
    visible: () => document.visibilityState === "visible",
  };
}
