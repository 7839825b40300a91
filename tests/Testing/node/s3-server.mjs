// An S3 server for tests, on loopback only: the S3 half of fauxqs, with what it leaves out and the tests rely on.
//   node s3-server.mjs [port [folder]]   prints "listening <port>" and ends when its standard input does.
// With a folder, what is stored is there again at the next start.
// Credentials: access key "test", secret "test-secret", any region. Presigned links are verified, signed headers are not.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import Fastify from "fastify";
import { FileS3Persistence } from "./node_modules/fauxqs/dist/s3/fileS3Persistence.js";
import { registerS3Routes } from "./node_modules/fauxqs/dist/s3/s3Router.js";
import { S3Store } from "./node_modules/fauxqs/dist/s3/s3Store.js";

const accessKey = "test";
const secret = "test-secret";
const port = Number(process.argv[2] ?? 0);
const folder = process.argv[3];
const store = new S3Store();
if (folder) {
  const objects = new FileS3Persistence(folder);

  // A server that was killed over writing an object's description left an empty one: that write was never confirmed.
  for (const name of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".json"))) {
    if (statSync(join(folder, name)).size === 0) rmSync(join(folder, name));
  }

  objects.loadS3(store);
  store.persistence = objects;
}

const app = Fastify({ logger: false, bodyLimit: 64 * 1024 * 1024, forceCloseConnections: true });

app.removeContentTypeParser(["application/json", "text/plain"]);
app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

app.addHook("onRequest", async (request, reply) => {
  const url = new URL(request.url, `http://${request.headers.host}`);
  const refusal = refuse(request, url);
  if (refusal) return reply.status(403).type("application/xml").send(error(refusal));
  if (request.method === "GET" && url.searchParams.has("uploads")) return listUploads(url, reply);
});

// The response headers that a presigned link asks for.
app.addHook("onSend", async (request, reply) => {
  const query = new URL(request.url, "http://localhost").searchParams;
  if (reply.statusCode >= 300) return;
  for (const header of ["content-disposition", "content-type", "cache-control"]) {
    const value = query.get(`response-${header}`);
    if (value) reply.header(header, value);
  }
});

registerS3Routes(app, store);
await app.listen({ port, host: "127.0.0.1" });
console.log(`listening ${app.server.address().port}`);
process.stdin.resume().on("end", () => process.exit(0));

/** Why the request may not pass; undefined when it may. */
function refuse(request, url) {
  const authorization = request.headers.authorization;
  if (authorization) return authorization.includes(`Credential=${accessKey}/`) ? undefined : "InvalidAccessKeyId";

  const query = url.searchParams;
  const [key, date, region, service] = (query.get("X-Amz-Credential") ?? "").split("/");
  if (key !== accessKey) return "AccessDenied";

  const signedAt = query.get("X-Amz-Date") ?? "";
  const issued = Date.parse(signedAt.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (!(Date.now() < issued + Number(query.get("X-Amz-Expires")) * 1000)) return "AccessDenied";

  const signedHeaders = query.get("X-Amz-SignedHeaders") ?? "";
  const canonicalQuery = [...query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
  const headers = signedHeaders.split(";").map((name) => `${name}:${(request.headers[name] ?? "").trim()}\n`).join("");
  const path = url.pathname.split("/").map((part) => encode(decodeURIComponent(part))).join("/");
  const canonical = [request.method, path, canonicalQuery, headers, signedHeaders, "UNSIGNED-PAYLOAD"].join("\n");
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", signedAt, scope, createHash("sha256").update(canonical).digest("hex")].join("\n");
  const signingKey = [date, region, service, "aws4_request"].reduce((parent, part) => hmac(parent, part), `AWS4${secret}`);
  const expected = Buffer.from(hmac(signingKey, text).toString("hex"));
  const given = Buffer.from(query.get("X-Amz-Signature") ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected) ? undefined : "SignatureDoesNotMatch";
}

function listUploads(url, reply) {
  const bucket = url.pathname.split("/")[1];
  const uploads = [...store.multipartUploads.values()].filter((upload) => upload.bucket === bucket);
  const items = uploads.map((u) => `<Upload><Key>${u.key}</Key><UploadId>${u.uploadId}</UploadId></Upload>`).join("");
  return reply
    .type("application/xml")
    .send(`<ListMultipartUploadsResult><Bucket>${bucket}</Bucket><IsTruncated>false</IsTruncated>${items}</ListMultipartUploadsResult>`);
}

function hmac(key, text) {
  return createHmac("sha256", key).update(text).digest();
}

function encode(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function error(code) {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
}
