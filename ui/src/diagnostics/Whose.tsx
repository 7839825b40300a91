import { Tabs } from "../ui/Tabs";
import styles from "./Whose.module.css";

const options = [
  { value: "service", text: "Service" },
  { value: "browser", text: "This browser" },
] as const;

export type Side = (typeof options)[number]["value"];

/** Whose side of things is shown: the service's own, or this browser's. */
export function Whose({ chosen, onChoose }: { chosen: Side; onChoose: (side: Side) => void }) {
  return (
    <div className={styles.whose}>
      <Tabs label="Whose" chosen={chosen} options={options} onChoose={onChoose} />
    </div>
  );
}
