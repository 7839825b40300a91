import { Link } from "wouter";
import { texts } from "../texts";
import { Empty } from "../ui/Empty";
import { Page } from "../ui/Page";

export function NotFound() {
  return (
    <Page title={texts.notFound}>
      <Empty>
        <p>{texts.noSuchPage}</p>
        <Link href="/">{texts.home}</Link>
      </Empty>
    </Page>
  );
}
