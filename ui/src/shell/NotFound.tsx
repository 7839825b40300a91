import { Link } from "wouter";
import { texts } from "../texts";
import { Page } from "../ui/Page";

export function NotFound() {
  return (
    <Page title={texts.notFound}>
      <p>{texts.noSuchPage}</p>
      <Link href="/">{texts.home}</Link>
    </Page>
  );
}
