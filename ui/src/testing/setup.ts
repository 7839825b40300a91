import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";
import { submissions } from "../jobs/submissions";
import { toasts } from "../ui/toasts";

// What was looked for says more than the whole page.
configure({ getElementError: (message) => new Error(message ?? "No such element") });

afterEach(() => {
  cleanup();
  toasts.set([]);
  submissions.set([]);
});

// jsdom has none of these: of the first only the states are needed, of the second that nothing matches.
const EventSource = { CONNECTING: 0, OPEN: 1, CLOSED: 2 };
const matchMedia = () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() });
Object.assign(globalThis, { EventSource, matchMedia });
Object.assign(window, { matchMedia, scrollTo: vi.fn() });
