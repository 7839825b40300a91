import { Page } from "../../ui/Page";

export default function Status() {
  return <Page title="Status">{null}</Page>;
}
