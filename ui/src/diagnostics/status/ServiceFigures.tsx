import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readJson } from "../../api/client";
import { patient } from "../../api/patient";
import { queryKeys } from "../../api/queryKeys";
import type { components } from "../../api/schema";
import { bytes, count } from "../../ui/format";
import { ServicePart } from "../ServicePart";
import { Unanswered } from "../Unanswered";
import { Figures } from "./Figures";
import { duration } from "./format";
import type { FiguresProps } from "./window";
import { words } from "./words";
import styles from "./Status.module.css";

type Report = components["schemas"]["PerformanceReport"];

const readEveryMs = 10_000;
const mostSeen = 30;

/** The service's own figures, of all its processes together. */
export function ServiceFigures(props: FiguresProps) {
  const queryKey = queryKeys.performance(props.span);
  const query = useQuery<Report>({
    queryKey,
    refetchInterval: readEveryMs,
    placeholderData: (before) => before,
    queryFn: async ({ signal }) => {
      const path = "/v1/diagnostics/performance";
      const read = await readJson<Report>(`${path}?window=${props.span}`, path, { background: true, signal });
      if (read.data === undefined) throw new Error("The service gave no figures and no reason");
      return read.data;
    },
    ...patient,
  });
  const streams = useSeen(query.data);
  return (
    <ServicePart what={words.theFigures} query={query} queryKey={queryKey}>
      {(report) => (
        <>
          <Unanswered processes={report.unanswered} />
          <Figures
            {...props}
            figures={report}
            last={{ name: words.streams, value: count(report.streams.open), series: streams }}
            empty={words.noFigures}
          >
            <p className={styles.words}>{words.jobsOfWindow(report.jobs)}</p>
            <Processes report={report} />
          </Figures>
        </>
      )}
    </ServicePart>
  );
}

function Processes({ report }: { report: Report }) {
  const now = Date.parse(report.time);
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={words.process}>
      <table className={styles.table}>
        <caption>{words.process}</caption>
        <thead>
          <tr>
            <th scope="col">{words.instance}</th>
            {[words.processor, words.memory, words.queue].map((name) => (
              <th key={name} scope="col" className={styles.number}>
                {name}
              </th>
            ))}
            <th scope="col" className={styles.number} />
          </tr>
        </thead>
        <tbody>
          {report.instances.map(({ instance, service, startedAt, process }) => (
            <tr key={instance}>
              <th scope="row">
                {instance} <span className={styles.meta}>{service}</span>
              </th>
              <td className={styles.number}>{words.cores(process.cpuCores)}</td>
              <td className={styles.number}>{bytes(process.workingSetBytes)}</td>
              <td className={styles.number}>{count(process.threadPoolQueue)}</td>
              <td className={styles.number}>{words.up(duration((now - Date.parse(startedAt)) / 1_000))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How many streams were open at each of the last reads: the service tells of now alone. */
function useSeen(report: Report | undefined): readonly (number | null)[] {
  const [seen, setSeen] = useState<{ time: string; values: readonly number[] }>({ time: "", values: [] });
  if (report !== undefined && report.time !== seen.time)
    setSeen({ time: report.time, values: [...seen.values.slice(1 - mostSeen), report.streams.open] });
  // At the right end, as what the service tells of the whole time.
  return [...Array<null>(mostSeen - seen.values.length).fill(null), ...seen.values];
}
