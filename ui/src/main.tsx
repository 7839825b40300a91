import { QueryClient } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { navigate } from "wouter/use-browser-location";
import { App } from "./App";
import { config } from "./config";
import { markVisible } from "./jobs/notifications";
import { arrived } from "./jobs/submissions";
import { browserParts } from "./live/browserParts";
import { Live } from "./live/live";
import { tellEnd } from "./shell/ends";
import { watchVersion } from "./shell/newVersion";
import { keepTitle } from "./shell/title";
import { watchErrors } from "./telemetry/errors";
import { startTelemetry } from "./telemetry/telemetry";
import { templateOf } from "./telemetry/templateOf";
import { preloadOverlays } from "./ui/overlays/load";
import "./ui/tokens.css";

const client = new QueryClient({
  defaultOptions: {
    queries: { retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false, gcTime: 600_000 },
  },
});
const live = new Live({
  client,
  version: config.version,
  parts: browserParts(),
  onEnded: (job, leads) => tellEnd(job, leads, (jobId) => navigate(`/jobs/${jobId}`)),
  onArrived: arrived,
});

document.addEventListener("visibilitychange", () => (document.hidden ? live.hidden() : live.shown()));
window.addEventListener("online", () => live.shown());
// A page in the back/forward cache must not hold the stream that the others wait for.
window.addEventListener("pagehide", () => live.stop());
window.addEventListener("pageshow", (event) => event.persisted && live.shown());

watchErrors();

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root");
createRoot(root).render(
  <StrictMode>
    <App live={live} />
  </StrictMode>,
);

keepTitle(live.jobs.summary);
watchVersion(live.link);
markVisible();
preloadOverlays();
startTelemetry(templateOf(location.pathname));
