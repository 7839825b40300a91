import { cleanup } from "@testing-library/react";
import { afterEach, vi } from "vitest";

afterEach(cleanup);

// jsdom has neither: of the one only the states are needed, of the other that nothing matches.
const EventSource = { CONNECTING: 0, OPEN: 1, CLOSED: 2 };
const matchMedia = () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() });
Object.assign(globalThis, { EventSource, matchMedia });
Object.assign(window, { matchMedia });
