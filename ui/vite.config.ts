import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

/** Sets the theme before the first paint: a plain script file, since the pages allow no script in their markup. */
function themeScript(): Plugin {
  const source = "src/ui/theme.js";
  let address = `/${source}`;
  let building = false;
  return {
    name: "theme-script",
    configResolved: ({ command }) => {
      building = command === "build";
    },
    buildStart() {
      if (!building) return;
      const content = readFileSync(source, "utf8");
      const hash = createHash("sha256").update(content).digest("hex").slice(0, 8);
      const fileName = `assets/theme-${hash}.js`;
      this.emitFile({ type: "asset", fileName, source: content });
      address = `/${fileName}`;
    },
    transformIndexHtml: () => [{ tag: "script", attrs: { src: address }, injectTo: "head-prepend" }],
  };
}

/**
 * Puts a .br and a .gz beside every text of the build, so that the gateway compresses nothing at run time. Only what is written
 * is final: other plugins still change the bundle while it is generated.
 */
function precompressed(): Plugin {
  return {
    name: "precompressed",
    apply: "build",
    async writeBundle({ dir = "dist" }, bundle) {
      for (const fileName of Object.keys(bundle)) {
        if (!/^assets\/.*\.(js|css|svg)$/.test(fileName)) continue;
        const path = join(dir, fileName);
        const content = await readFile(path);
        const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } });
        await writeFile(`${path}.br`, brotli);
        await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

/** A chunk is named after its folder where its file is only called "index". */
function chunkName(module: string | null): string {
  const name = basename(module ?? "part").replace(/\.[a-z]+$/, "");
  return name === "index" && module !== null ? basename(dirname(module)) : name;
}

const gateway = { target: process.env["GATEWAY_URL"] ?? "http://localhost:3000", headers: { "X-Client-ID": "dev" } };

export default defineConfig({
  plugins: [react(), themeScript(), precompressed()],
  define: { __UI_VERSION__: JSON.stringify(version) },
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        entryFileNames: "assets/main-[hash].js",
        chunkFileNames: (chunk) => `assets/${chunkName(chunk.facadeModuleId)}-[hash].js`,
        assetFileNames: "assets/[name]-[hash][extname]",
      },
    },
  },
  server: {
    port: 5173,
    proxy: { "/v1": gateway, "/health": gateway, "/openapi": gateway },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
