import createClient from "openapi-fetch";
import type { components, paths } from "./schema";
import { send, type Answer, type CallOptions } from "./send";

type Schemas = components["schemas"];

/** A job as it was read, or as an event told it; events name the trace that a click goes on from. */
export type Job = Schemas["JobResource"] & Partial<Pick<Schemas["JobEvent"], "time" | "traceparent">>;
export type JobStatus = Job["status"];
export type JobFile = Schemas["JobFileResource"];
export type FileStatus = JobFile["status"];
export type CheckResult = Schemas["CheckResult"];
export type StartResult = Schemas["StartResult"];
export type Health = Schemas["HealthReport"];

export interface Page<T> {
  items: T[];
  next: string | null;
}

const client = createClient<paths>({ baseUrl: location.origin });

/**
 * Runs one call of the generated client through `send`. The generated client checks paths, parameters and bodies; what it would
 * do with the answer is left to `send`, which throws an ApiError for everything but 2xx and 304.
 */
async function through<T>(
  template: string,
  options: CallOptions,
  run: (fetcher: (request: Request) => Promise<Response>) => Promise<unknown>,
): Promise<Answer<T>> {
  let answer: Answer<T> | undefined;
  await run(async (request) => {
    answer = await send<T>(request, template, options);
    return new Response(null, { status: 204 });
  });
  if (answer === undefined) throw new Error(`${template} was not sent`);
  return answer;
}

export const resultLink = (jobId: string) => `/v1/download/${jobId}`;
export const fileLink = (jobId: string, fileId: number) => `/v1/download/${jobId}/files/${fileId}`;

export async function checkFile(fileId: number, options: CallOptions = {}): Promise<CheckResult> {
  const path = "/v1/download/check";
  const answer = await through<CheckResult>(path, options, (fetch) =>
    client.POST(path, { body: { file_id: fileId }, fetch }),
  );
  return answer.data;
}

/** Has the service fail on purpose; where that is switched off it answers as usual. */
export async function sendTestError(): Promise<void> {
  const path = "/v1/download/check";
  await through<CheckResult>(path, {}, (fetch) =>
    client.POST(path, { params: { query: { sentry_test: true } }, body: { file_id: 70_000 }, fetch }),
  );
}

/** Accepts a job. The same key with the same ids is the same job, however often it is sent. */
export async function initiate(fileIds: number[], key: string, options: CallOptions = {}) {
  const path = "/v1/download/initiate";
  const params = { header: { "Idempotency-Key": key } };
  const answer = await through<Schemas["JobAccepted"]>(path, options, (fetch) =>
    client.POST(path, { params, body: { file_ids: fileIds }, fetch }),
  );
  return answer.data;
}

/** Prepares one file and waits for it: its result in time (200), or its job (202). */
export async function start(fileId: number, key: string, options: CallOptions = {}) {
  const path = "/v1/download/start";
  const params = { header: { "Idempotency-Key": key, Prefer: "wait=25" } };
  const answer = await through<StartResult | Job>(path, options, (fetch) =>
    client.POST(path, { params, body: { file_id: fileId }, fetch }),
  );
  return answer.status === 202 ? { job: answer.data as Job } : { result: answer.data as StartResult };
}

/** The job, with the tag that a later read is compared by. */
export async function readJob(jobId: string, options: CallOptions = {}) {
  const path = "/v1/download/status/{jobId}";
  const answer = await through<Job>(path, options, (fetch) => client.GET(path, { params: { path: { jobId } }, fetch }));
  return { job: answer.data, tag: answer.headers.get("ETag") };
}

/** The job once it differs from what the tag names; null when it does not within 20 s. */
export async function awaitJob(jobId: string, tag: string | null, options: CallOptions = {}) {
  const path = "/v1/download/status/{jobId}";
  const header = tag === null ? {} : { "If-None-Match": tag, Prefer: "wait=20" };
  const params = { path: { jobId }, header };
  const answer = await through<Job | undefined>(path, options, (fetch) => client.GET(path, { params, fetch }));
  return answer.data === undefined ? null : { job: answer.data, tag: answer.headers.get("ETag") };
}

export interface ListQuery {
  status?: JobStatus;
  limit?: number;
  cursor?: string;
}

export async function listJobs(query: ListQuery, options: CallOptions = {}): Promise<Page<Job>> {
  const path = "/v1/downloads";
  const answer = await through<Page<Job>>(path, options, (fetch) => client.GET(path, { params: { query }, fetch }));
  return answer.data;
}

export async function listFiles(jobId: string, options: CallOptions = {}): Promise<JobFile[]> {
  const path = "/v1/download/{jobId}/files";
  const params = { path: { jobId }, query: { limit: 1000 } };
  const answer = await through<Page<JobFile>>(path, options, (fetch) => client.GET(path, { params, fetch }));
  return answer.data.items;
}

/** Cancels a job; `ended`: it was over already, and is unchanged. */
export async function cancelJob(jobId: string, options: CallOptions = {}): Promise<{ job: Job; ended: boolean }> {
  const path = "/v1/download/{jobId}";
  const answer = await through<Job>(path, options, (fetch) =>
    client.DELETE(path, { params: { path: { jobId } }, fetch }),
  );
  return { job: answer.data, ended: answer.status === 200 };
}

export async function retryJob(jobId: string, options: CallOptions = {}): Promise<Job> {
  const path = "/v1/download/{jobId}/retry";
  const answer = await through<Job>(path, options, (fetch) =>
    client.POST(path, { params: { path: { jobId } }, fetch }),
  );
  return answer.data;
}

/** A read of something that the OpenAPI document leaves out; `template` is the route for traces, `tag` the ETag known already. */
export async function readJson<T>(path: string, template: string, options: CallOptions & { tag?: string | null } = {}) {
  const headers = options.tag ? { "If-None-Match": options.tag } : {};
  const answer = await send<T | undefined>(new Request(new URL(path, location.origin), { headers }), template, options);
  return { data: answer.data, tag: answer.headers.get("ETag"), status: answer.status };
}
