import { Component, type ErrorInfo, type ReactNode } from "react";
import { captureCrash } from "../telemetry/errors";
import { redact } from "../telemetry/redact";
import { Crash } from "./Crash";

interface Crashed {
  message: string;
  /** Its id among the errors of this browser, once it is there. */
  id: number | null;
}

/** Shows a page of its own when rendering breaks, and reports what broke. */
export class Boundary extends Component<{ children: ReactNode }, { crashed: Crashed | null }> {
  override state: { crashed: Crashed | null } = { crashed: null };

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    this.setState({ crashed: captureCrash(error, info.componentStack ?? null) });
  }

  static getDerivedStateFromError(error: unknown) {
    return { crashed: { message: redact(String(error)), id: null } };
  }

  override render() {
    return this.state.crashed === null ? this.props.children : <Crash {...this.state.crashed} />;
  }
}
