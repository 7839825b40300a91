import { config } from "../config";
import type { BrowserError } from "../telemetry/errors";

/** An error of the service or of this browser, as it is shown. */
export interface LoggedError extends Omit<BrowserError, "id"> {
  id: string;
  source: string;
  /** The file that it is about; the browser's own name none. */
  fileId?: number | null;
  sentryUrl: string | null;
}

export function ofThisBrowser(error: BrowserError): LoggedError {
  return { ...error, id: String(error.id), source: "browser", sentryUrl: sentryUrlOf(error.sentryEventId) };
}

/** Sentry finds an event by its id from its own start page. */
function sentryUrlOf(eventId: string | null): string | null {
  if (eventId === null || config.links.sentry === null) return null;
  return `${config.links.sentry.replace(/\/$/, "")}/issues/?query=${eventId}`;
}
