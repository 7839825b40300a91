// Writes src/api/schema.ts from the OpenAPI document of the built gateway; with --check it only compares.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import prettier from "prettier";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here("../src/api/schema.ts");
const program = here("../../Gateway/bin/Debug/net10.0/Downstream.Gateway.dll");
const startLimitMs = 60_000;

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function documentOf(url, alive) {
  const limit = Date.now() + startLimitMs;
  while (alive() && Date.now() < limit) {
    const answer = await fetch(`${url}/openapi`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (answer?.ok) return answer.json();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("The gateway did not show its OpenAPI document; is it built? (dotnet build Gateway)");
}

async function readDocument() {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "downstream-types-"));
  const gateway = spawn("dotnet", [program], {
    cwd: folder,
    env: {
      ...process.env,
      PORT: String(port),
      SILO_PORT: "0",
      DATA_DIR: join(folder, "data"),
      ASPNETCORE_ENVIRONMENT: "Development",
    },
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => {
    gateway.once("exit", resolve);
    gateway.once("error", resolve);
  });
  try {
    return await documentOf(`http://127.0.0.1:${port}`, () => gateway.exitCode === null && gateway.pid !== undefined);
  } finally {
    gateway.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

// The address of the gateway that was asked is not a fact about the API.
const document = { ...(await readDocument()), servers: [] };
const banner = "// Made by `npm run types` from the gateway's OpenAPI document; not to be edited.\n\n";
const options = await prettier.resolveConfig(target);
const text = await prettier.format(banner + astToString(await openapiTS(document)), { ...options, filepath: target });

if (process.argv.includes("--check")) {
  if ((await readFile(target, "utf8")) !== text) {
    console.error("src/api/schema.ts is not what the gateway's OpenAPI document says: npm run types");
    process.exitCode = 1;
  }
} else {
  await writeFile(target, text);
}
