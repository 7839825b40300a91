import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { Suspense } from "react";
import { Route, Switch } from "wouter";
import { Downloads } from "./jobs/Downloads";
import { NotFound } from "./shell/NotFound";
import { Shell } from "./shell/Shell";
import { Boundary } from "./ui/Boundary";
import { lazyPage } from "./ui/lazyPage";
import { LiveRegions } from "./ui/Live";
import { Toaster } from "./ui/Toaster";

const Status = lazyPage(() => import("./diagnostics/status"));
const Errors = lazyPage(() => import("./diagnostics/errors"));
const Traces = lazyPage(() => import("./diagnostics/traces"));

export function App({ cache }: { cache: QueryClient }) {
  return (
    <Boundary>
      <QueryClientProvider client={cache}>
        <Shell running={0}>
          <Suspense fallback={null}>
            <Switch>
              <Route path="/" component={Downloads} />
              <Route path="/status" component={Status} />
              <Route path="/errors" component={Errors} />
              <Route path="/traces/:traceId?" component={Traces} />
              <Route component={NotFound} />
            </Switch>
          </Suspense>
        </Shell>
        <LiveRegions />
        <Toaster />
      </QueryClientProvider>
    </Boundary>
  );
}
