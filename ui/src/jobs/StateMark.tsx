import { Ban, CircleAlert, CircleCheck, CircleDashed, CircleX, History } from "lucide-react";
import type { Job } from "../api/client";
import { HalfCircle } from "../ui/HalfCircle";
import { stateWord, tones, type Shown } from "./jobView";
import styles from "./StateMark.module.css";

const icons = {
  queued: CircleDashed,
  processing: HalfCircle,
  completed: CircleCheck,
  partially_completed: CircleAlert,
  failed: CircleX,
  cancelled: Ban,
  expired: History,
} satisfies Record<Shown, unknown>;

/** A download's state: word first, sign and colour beside it. */
export function StateMark({ shown, job }: { shown: Shown; job: Job }) {
  const Icon = icons[shown];
  return (
    <span className={`${styles.mark ?? ""} ${styles[tones[shown]] ?? ""}`}>
      <Icon size={14} aria-hidden />
      {stateWord(shown, job)}
    </span>
  );
}
