import { texts } from "../texts";
import { Button } from "./Button";
import styles from "./NewOnes.module.css";

/** Says how many rows wait above a list that is read, and shows them by a press. */
export function NewOnes({ count, onShow }: { count: number; onShow: () => void }) {
  if (count === 0) return null;
  return (
    <div className={styles.pill}>
      <Button look="primary" onClick={onShow}>
        {texts.newOnes(count)} <span aria-hidden>↑</span>
      </Button>
    </div>
  );
}
