import { texts } from "../texts";
import { config } from "../config";
import type { ParsedIds } from "./parseFileIds";
import styles from "./Verdict.module.css";

const mostShown = 8;

/** What the text says: how many files, and what is wrong with the rest. */
export function Verdict({ parsed, shown = mostShown }: { parsed: ParsedIds; shown?: number }) {
  const { ids, problems, repeated } = parsed;
  return (
    <div className={styles.verdict}>
      {ids.length > 0 ? (
        <p className={styles.count}>{texts.inDownloads(ids.length, Math.ceil(ids.length / config.maxFiles))}</p>
      ) : null}
      {problems.length > 0 ? (
        <ul className={styles.problems}>
          {problems.slice(0, shown).map(({ line, column, text, reason }) => (
            <li key={`${line}:${column}`}>
              <span aria-hidden>✕ </span>
              {texts.problem[reason](text.length > 40 ? `${text.slice(0, 40)}…` : text)}
              <span className={styles.place}> {texts.problemLine(line)}</span>
            </li>
          ))}
          {problems.length > shown ? <li>{texts.problemsMore(problems.length - shown)}</li> : null}
        </ul>
      ) : null}
      {repeated > 0 ? (
        <p className={styles.repeated}>
          <span aria-hidden>⚠ </span>
          {texts.repeatedIds(repeated)}
        </p>
      ) : null}
    </div>
  );
}
