import { QueryClient } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { preloadOverlays } from "./ui/overlays/load";
import { startTelemetry } from "./telemetry/telemetry";
import "./ui/tokens.css";

const cache = new QueryClient({
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, gcTime: 600_000 } },
});

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root");
createRoot(root).render(
  <StrictMode>
    <App cache={cache} />
  </StrictMode>,
);

preloadOverlays();
startTelemetry();
