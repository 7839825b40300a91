import { Page } from "../../ui/Page";

export default function Traces() {
  return <Page title="Traces">{null}</Page>;
}

/** The trace of one download, on its page; read again while the download runs. */
export function JobTrace(_: { traceId: string; running: boolean }) {
  return null;
}
