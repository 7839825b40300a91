// Holds the build to the sizes that the pages were promised to load with (kilobytes of gzip).
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const limits = { main: 150, css: 12, status: 15, errors: 15, traces: 15, overlays: 60, sentry: 60, exporter: 20 };
const folder = fileURLToPath(new URL("../dist/assets/", import.meta.url));
const sizes = Object.fromEntries(Object.keys(limits).map((part) => [part, 0]));

for (const file of readdirSync(folder).filter((name) => /\.(js|css)$/.test(name))) {
  const part = file.endsWith(".css") ? "css" : file.replace(/-.{8}\.js$/, "").toLowerCase();
  // What has no limit of its own (parts that several chunks share) is loaded with the first page at the latest.
  sizes[part in limits ? part : "main"] += gzipSync(readFileSync(folder + file), { level: 9 }).length / 1000;
}

for (const [part, limit] of Object.entries(limits)) {
  const over = sizes[part] > limit;
  console.log(`${over ? "✕" : "✓"} ${part.padEnd(9)} ${sizes[part].toFixed(1).padStart(6)} of ${limit} KB`);
  if (over) process.exitCode = 1;
}
