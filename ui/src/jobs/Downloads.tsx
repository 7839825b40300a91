import { texts } from "../texts";
import { Page } from "../ui/Page";

export function Downloads() {
  return <Page title={texts.downloads}>{null}</Page>;
}
