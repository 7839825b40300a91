import { useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  useLayoutEffect,
  useRef,
  useState,
  type ComponentProps,
  type ReactNode,
  type Ref,
  useImperativeHandle,
} from "react";
import styles from "./VirtualTable.module.css";

export interface VirtualTableHandle {
  /** Brings a row into view, if it is not. */
  reveal(index: number): void;
}

interface VirtualTableProps extends Omit<ComponentProps<"div">, "ref" | "children"> {
  count: number;
  rowHeight: number;
  keyOf: (index: number) => string | number;
  row: (index: number) => ReactNode;
  /** Rows above the first one, not virtual: a header. */
  header?: ReactNode;
  /** What stays fixed at the top of the window and hides rows there. */
  stickyHeight?: number;
  /** What lies over the foot of the window, and hides rows there. */
  coveredHeight?: number;
  handle?: Ref<VirtualTableHandle>;
  /** Called as the last rows come near. */
  onNearEnd?: (() => void) | undefined;
}

const rowsAhead = 8;

/**
 * Rows of one height that scroll with the window; only those in sight are in the document. Each row is given its place by a
 * wrapper, so that no row moves when others come or go around it. The caller gives the roles: the wrappers have none.
 */
export function VirtualTable(props: VirtualTableProps) {
  const { count, rowHeight, keyOf, row, header, stickyHeight = 0, coveredHeight = 0, handle, ...others } = props;
  const { onNearEnd, className, ...rest } = others;
  const body = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);

  // Where the rows begin moves with whatever is above them; a resize of the page tells of it.
  useLayoutEffect(() => {
    const measure = () => {
      if (body.current) setMargin(Math.round(body.current.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);

  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    overscan: rowsAhead,
    scrollMargin: margin,
    scrollPaddingStart: stickyHeight + rowHeight,
    scrollPaddingEnd: coveredHeight + rowHeight,
    getItemKey: keyOf,
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  useImperativeHandle(handle, () => ({ reveal: (index) => virtualizer.scrollToIndex(index, { align: "auto" }) }), [
    virtualizer,
  ]);

  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useLayoutEffect(() => {
    if (count > 0 && last >= count - rowsAhead) onNearEnd?.();
  }, [count, last, onNearEnd]);

  return (
    <div {...rest} className={className}>
      {header}
      <div ref={body} role="presentation" className={styles.body} style={{ height: count * rowHeight }}>
        {items.map((item) => (
          <div
            key={item.key}
            role="presentation"
            className={styles.row}
            style={{ height: rowHeight, transform: `translateY(${item.start - margin}px)` }}
          >
            {row(item.index)}
          </div>
        ))}
      </div>
    </div>
  );
}
