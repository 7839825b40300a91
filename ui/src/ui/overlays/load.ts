/** Fetches the chunk `overlays`; whatever is pressed before it is there waits for it. */
export const loadOverlays = () => import("./index");

/** Fetches it when the page has nothing else to do, so that the first press finds it. */
export function preloadOverlays(): void {
  const load = () => void loadOverlays().catch(() => undefined);
  if (typeof requestIdleCallback === "function") requestIdleCallback(load, { timeout: 5_000 });
  else setTimeout(load, 1_000);
}
