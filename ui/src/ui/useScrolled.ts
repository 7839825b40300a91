import { useEffect, useState } from "react";

/** Whether the window is scrolled down by more than that. */
export function useScrolled(byPx: number): boolean {
  const [scrolled, setScrolled] = useState(false);
  useEffect(() => {
    const follow = () => setScrolled(window.scrollY > byPx);
    follow();
    window.addEventListener("scroll", follow, { passive: true });
    return () => window.removeEventListener("scroll", follow);
  }, [byPx]);
  return scrolled;
}
