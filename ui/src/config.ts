/** What the gateway wrote into the page. */
export interface Config {
  version: string;
  sentry: { dsn: string; environment: string } | null;
  links: { jaeger: string | null; sentry: string | null; orleans: string | null; docs: string | null };
  /** The most files that one job may have. */
  maxFiles: number;
}

const defaults: Config = {
  version: __UI_VERSION__,
  sentry: null,
  links: { jaeger: null, sentry: null, orleans: null, docs: null },
  maxFiles: 1000,
};

export function readConfig(page: Document): Config {
  const text = page.querySelector<HTMLMetaElement>('meta[name="downstream-config"]')?.content;
  if (!text) return defaults;
  const given = JSON.parse(text) as Partial<Config>;
  return { ...defaults, ...given, links: { ...defaults.links, ...given.links } };
}

export const config = readConfig(document);
