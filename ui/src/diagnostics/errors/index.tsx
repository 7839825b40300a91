import { Page } from "../../ui/Page";

export default function Errors() {
  return <Page title="Errors">{null}</Page>;
}
