import { useQuery } from "@tanstack/react-query";
import { readJson } from "../../api/client";
import { patient } from "../../api/patient";
import { queryKeys } from "../../api/queryKeys";
import type { components } from "../../api/schema";
import type { LoggedError } from "../../ui/loggedError";
import { ServicePart } from "../ServicePart";
import { Unanswered } from "../Unanswered";
import { ErrorLog, type Choice } from "./ErrorLog";
import { words } from "./words";
import styles from "./Errors.module.css";

type ErrorItem = components["schemas"]["ErrorItem"];
type ErrorList = components["schemas"]["ErrorList"];

const readEveryMs = 10_000;
const none: readonly LoggedError[] = [];

/** The errors that the service remembers, of all its processes. */
export function ServiceErrors(choice: Choice) {
  const query = useQuery({
    queryKey: queryKeys.errors,
    refetchInterval: readEveryMs,
    queryFn: async ({ signal }) => {
      const path = "/v1/diagnostics/errors";
      const read = await readJson<ErrorList>(`${path}?limit=100`, path, { background: true, signal });
      if (read.data === undefined) throw new Error("The service gave no errors and no reason");
      return { ...read.data, items: read.data.items.map(logged) };
    },
    ...patient,
  });
  return (
    <ServicePart what={words.theErrors} query={query} queryKey={queryKeys.errors}>
      {({ items, lost, capacity, unanswered }) => (
        <>
          <Unanswered processes={unanswered} />
          <ErrorLog errors={items.length === 0 ? none : items} empty={words.noErrors} {...choice} />
          {lost > 0 ? <p className={styles.words}>{words.lostErrors(lost, capacity)}</p> : null}
        </>
      )}
    </ServicePart>
  );
}

function logged(item: ErrorItem): LoggedError {
  return {
    ...item,
    id: String(item.id),
    type: item.type.slice(item.type.lastIndexOf(".") + 1),
    source: `${item.source} · ${item.instance}`,
  };
}
