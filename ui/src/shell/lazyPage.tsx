import { lazy, type ComponentType } from "react";
import { texts } from "../texts";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { Page } from "../ui/Page";
import { checkVersion } from "./newVersion";

/** A page in a chunk of its own. A chunk that is gone means, most of the time, that a newer version is served. */
export function lazyPage(load: () => Promise<{ default: ComponentType }>) {
  return lazy(() =>
    load().catch(() => {
      void checkVersion();
      return { default: NotLoaded };
    }),
  );
}

function NotLoaded() {
  return (
    <Page title={texts.pageNotLoaded}>
      <Empty>
        <p>{texts.pageNotLoadedHint}</p>
        <Button look="primary" onClick={() => location.reload()}>
          {texts.reload}
        </Button>
      </Empty>
    </Page>
  );
}
