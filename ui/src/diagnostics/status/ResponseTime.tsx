import { useState, type ReactNode } from "react";
import { Button } from "../../ui/Button";
import { timeOfDay } from "../../ui/format";
import { LineChart } from "../../ui/LineChart";
import type { Shown } from "./Figures";
import { milliseconds } from "./format";
import { words } from "./words";
import styles from "./Status.module.css";

/** How long answers took over the time, as lines or as figures. */
export function ResponseTime({ series, choice }: { series: Shown["series"]; choice: ReactNode }) {
  const [asTable, setAsTable] = useState(false);
  const from = Date.parse(series.from);
  const lines = [
    { name: "p50", values: series.p50 },
    { name: "p95", values: series.p95 },
    { name: "p99", values: series.p99 },
  ];
  const lastP95 = series.p95.findLast((value) => value !== null) ?? null;
  const known = series.p99.filter((value) => value !== null);
  const newestFirst = [...series.p50.keys()].reverse();
  const most = known.length === 0 ? null : Math.max(...known);
  return (
    <section className={styles.chart}>
      <div className={styles.chartHead}>
        <h2>{words.responseTime}</h2>
        {choice}
        <Button look="quiet" onClick={() => setAsTable(!asTable)}>
          {asTable ? words.asChart : words.asTable}
        </Button>
      </div>
      {asTable ? (
        <div className={styles.points} tabIndex={0} role="region" aria-label={words.responseTime}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{words.time}</th>
                {lines.map(({ name }) => (
                  <th key={name} scope="col" className={styles.number}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {newestFirst.map((slot) => (
                <tr key={slot}>
                  <th scope="row">{timeOfDay(from + slot * series.stepSeconds * 1_000)}</th>
                  {lines.map(({ name, values }) => (
                    <td key={name} className={styles.number}>
                      {milliseconds(values[slot] ?? null)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <LineChart
          label={words.chartSummary(milliseconds(lastP95), milliseconds(most))}
          lines={lines}
          from={from}
          stepMs={series.stepSeconds * 1_000}
          format={milliseconds}
        />
      )}
    </section>
  );
}
