import { QueryClientProvider } from "@tanstack/react-query";
import { Suspense } from "react";
import { Route, Switch } from "wouter";
import { Downloads } from "./jobs/Downloads";
import { JobPage } from "./jobs/JobPage";
import { NewDownload } from "./jobs/NewDownload";
import type { Live } from "./live/live";
import { LiveProvider } from "./live/LiveContext";
import { Boundary } from "./shell/Boundary";
import { NotFound } from "./shell/NotFound";
import { Shell } from "./shell/Shell";
import { lazyPage } from "./shell/lazyPage";
import { LiveRegions } from "./ui/Live";
import { Toaster } from "./ui/Toaster";

const Status = lazyPage(() => import("./diagnostics/status"));
const Errors = lazyPage(() => import("./diagnostics/errors"));
const Traces = lazyPage(() => import("./diagnostics/traces"));

export function App({ live }: { live: Live }) {
  return (
    <Boundary>
      <QueryClientProvider client={live.jobs.client}>
        <LiveProvider value={live}>
          <Shell>
            <Suspense fallback={null}>
              <Switch>
                <Route path="/" component={Downloads} />
                <Route path="/new" component={NewDownload} />
                <Route path="/jobs/:jobId" component={JobPage} />
                <Route path="/status" component={Status} />
                <Route path="/errors" component={Errors} />
                <Route path="/traces/:traceId?" component={Traces} />
                <Route component={NotFound} />
              </Switch>
            </Suspense>
          </Shell>
          <LiveRegions />
          <Toaster />
        </LiveProvider>
      </QueryClientProvider>
    </Boundary>
  );
}
