import { lazy, type ComponentType } from "react";
import { texts } from "../texts";
import { toast } from "./toasts";

/** A page in a chunk of its own. A chunk that is gone means that a newer version is served. */
export function lazyPage(load: () => Promise<{ default: ComponentType }>) {
  return lazy(() =>
    load().catch(() => {
      toast(texts.newVersion, { stays: true, action: { label: texts.reload, run: () => location.reload() } });
      return { default: () => null };
    }),
  );
}
