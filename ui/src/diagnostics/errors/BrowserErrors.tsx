import { useEffect, useMemo } from "react";
import { errorsSeen, useBrowserErrors } from "../../telemetry/errors";
import { ofThisBrowser } from "../../ui/loggedError";
import { ErrorLog, type Choice } from "./ErrorLog";
import { words } from "./words";

/** The errors of this tab, kept until it is closed. To be here is to have seen them. */
export function BrowserErrors(choice: Choice) {
  const errors = useBrowserErrors();
  const items = useMemo(() => errors.map(ofThisBrowser), [errors]);
  useEffect(errorsSeen, [errors]);
  return <ErrorLog errors={items} empty={words.noOwnErrors} {...choice} />;
}
