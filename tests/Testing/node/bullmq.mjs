// A queue as its users would build it from BullMQ: one process answers over HTTP, another one works. The benchmarks run
// it beside the service.
//   bullmq.mjs serve <redis port> <port> <delay in ms>
//   bullmq.mjs work <redis port> <concurrency>
import { createServer } from "node:http";
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";

const [role, redisPort, ...rest] = process.argv.slice(2);
const connection = new Redis({ host: "127.0.0.1", port: Number(redisPort), maxRetriesPerRequest: null });
const name = "downloads";

function answer(response, status, body) {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": bytes.length }).end(bytes);
}

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
}

async function serve([port, delay]) {
  const queue = new Queue(name, { connection });
  const server = createServer((request, response) => {
    handle(request, response).catch((error) => answer(response, 500, { error: String(error) }));
  });
  async function handle(request, response) {
    if (request.method === "POST") {
      const job = await queue.add("prepare", await body(request), { delay: Number(delay) });
      answer(response, 202, { jobId: job.id });
      return;
    }
    if (request.url === "/unfinished") {
      answer(response, 200, { unfinished: await queue.getJobCountByTypes("waiting", "active", "prioritized") });
      return;
    }
    if (request.url === "/") {
      answer(response, 200, {});
      return;
    }
    const id = request.url.slice(1);
    const [job, state] = await Promise.all([queue.getJob(id), queue.getJobState(id)]);
    if (job === undefined) answer(response, 404, {});
    else answer(response, 200, { jobId: job.id, status: state, progress: job.progress, data: job.data, createdAt: job.timestamp });
  }
  server.listen(Number(port), "127.0.0.1");
}

function work([concurrency]) {
  new Worker(name, async () => {}, { connection, concurrency: Number(concurrency) });
}

if (role === "serve") await serve(rest);
else work(rest);
