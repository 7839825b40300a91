import { Component, type ErrorInfo, type ReactNode } from "react";
import { captureCrash, type CrashReport } from "../telemetry/errors";
import { Crash } from "./Crash";

/** Shows a page of its own when rendering breaks, and reports what broke. */
export class Boundary extends Component<{ children: ReactNode }, { report: CrashReport | null }> {
  override state: { report: CrashReport | null } = { report: null };

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    this.setState({ report: captureCrash(error, info.componentStack ?? null) });
  }

  static getDerivedStateFromError(error: unknown) {
    return { report: { message: String(error), traceId: null, sentryEventId: null } satisfies CrashReport };
  }

  override render() {
    return this.state.report === null ? this.props.children : <Crash report={this.state.report} />;
  }
}
