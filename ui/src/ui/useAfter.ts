import { useEffect, useState } from "react";

/** True once a time has passed while it was wanted: what is quickly over is better not shown at all. */
export function useAfter(ms: number, wanted: boolean): boolean {
  const [passed, setPassed] = useState(false);
  if (!wanted && passed) setPassed(false);
  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms, wanted]);
  return passed && wanted;
}
