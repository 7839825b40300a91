import { gapsToName, placeOf, type Scale } from "./scale";
import { lengthOf, shortLength } from "./time";
import { words } from "./words";
import styles from "./Traces.module.css";

/** Above the bars: how long the trace is, and what each folded stretch was. */
export function TimeHeader({ scale, durationUs }: { scale: Scale; durationUs: number }) {
  const [first, last] = [scale.gaps[0], scale.gaps.at(-1)];
  const named = gapsToName(scale);
  const startsFree = first === undefined || scale.at(first.startUs).share > 0.12;
  const endsFree = last === undefined || scale.at(last.endUs).share < 0.82;
  return (
    <div role="row" aria-rowindex={1} className={`${styles.row} ${styles.header}`}>
      <span role="columnheader">{words.span}</span>
      <span role="columnheader" className={styles.service}>
        {words.service}
      </span>
      <span role="columnheader" className={styles.times}>
        {startsFree ? <span>0</span> : null}
        {scale.gaps.map((gap) => {
          const length = gap.endUs - gap.startUs;
          return (
            <span
              key={gap.startUs}
              className={styles.gapLength}
              style={placeOf(scale, gap)}
              title={words.gap(lengthOf(length))}
            >
              {named.includes(gap) ? shortLength(length) : null}
            </span>
          );
        })}
        {endsFree ? <span className={styles.end}>{lengthOf(durationUs)}</span> : null}
      </span>
      <span role="columnheader" className={styles.length}>
        {words.took}
      </span>
    </div>
  );
}
