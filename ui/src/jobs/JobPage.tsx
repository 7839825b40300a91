import { Page } from "../ui/Page";

export function JobPage() {
  return <Page title="Download">{null}</Page>;
}
