// What a client makes of the OpenAPI document: one use of every operation and of every event. Compiled, never run.
import type { components, operations } from './generated';

type Schemas = components['schemas'];
type Job = Schemas['JobResource'];
type Events = Schemas['JobStreamEvents'];
type Name = keyof operations;

type Answer<O extends Name, Status extends keyof operations[O]['responses']> = operations[O]['responses'][Status] extends {
  content: { 'application/json': infer Body };
}
  ? Body
  : never;

type Sent<O extends Name> = operations[O] extends { requestBody: { content: { 'application/json': infer Body } } } ? Body : never;
type Query<O extends Name> = NonNullable<operations[O]['parameters']['query']>;
type Headers<O extends Name> = NonNullable<operations[O]['parameters']['header']>;
type Path<O extends Name> = NonNullable<operations[O]['parameters']['path']>;
type Told<O extends Name, Status extends keyof operations[O]['responses']> = operations[O]['responses'][Status] extends { headers: infer H } ? H : never;
type Refusal<O extends Name, Status extends keyof operations[O]['responses']> = operations[O]['responses'][Status] extends {
  content: { 'application/problem+json': infer Body };
}
  ? Body
  : never;

/** Exactly the same type, not merely one that fits. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(_?: T): void => undefined;

const jobId = '0195e2a4-7c31-7b5e-8d20-1f2e3d4c5b6a';

/** A headers object has unknown for what the document does not declare. */
const text = (header: string | undefined): string => header ?? '';

/** One for every operation: with one more in the document, or one less, this does not compile. */
export const uses: { [O in Name]: (...given: never[]) => unknown } = {
  welcome: (answer: Answer<'welcome', 200>): string => answer.message,
  health: (well: Answer<'health', 200>, ill: Answer<'health', 503>): boolean => well.checks.storage === 'ok' && ill.status === 'unhealthy',
  ready: (answer: Answer<'ready', 200>): string => answer.status,
  live: (answer: Answer<'live', 200>): string => answer.status,
  checkFile: (answer: Answer<'checkFile', 200>): [Sent<'checkFile'>, number, boolean, string | null, number | null] => [
    { file_id: 70000 },
    answer.file_id,
    answer.available,
    answer.s3Key,
    answer.size,
  ],
  initiate: (answer: Answer<'initiate', 202>, told: Told<'initiate', 202>): string => {
    const body: Sent<'initiate'> = { file_ids: [70000, 70007] };
    const headers: Headers<'initiate'> = { 'Idempotency-Key': 'a-key', 'X-Client-ID': 'me' };
    return `${body.file_ids.length}${headers['X-Client-ID']}${answer.jobId}${answer.links.events}${text(told.Location)}${text(told['Retry-After'])}${text(told['Idempotent-Replayed'])}`;
  },
  start: (done: Answer<'start', 200>, later: Answer<'start', 202>, told: Told<'start', 200>): string | null => {
    const body: Sent<'start'> = { file_id: 70000 };
    const headers: Headers<'start'> = { Prefer: 'wait=5' };
    const failed: boolean = done.status === 'failed' && later.status === 'queued' && body.file_id === later.firstFileIds[0];
    return failed ? text(headers.Prefer) + text(told['Preference-Applied']) : done.downloadUrl;
  },
  getJob: (job: Answer<'getJob', 200>, told: Told<'getJob', 200>, same: Told<'getJob', 304>, gone: Refusal<'getJob', 410>): string => {
    const headers: Headers<'getJob'> = { 'If-None-Match': text(told.ETag), Prefer: 'wait=5' };
    const path: Path<'getJob'> = { jobId };
    const all: (string | undefined)[] = [
      told['X-Request-ID'], told['X-Trace-ID'], told['RateLimit-Limit'], told['RateLimit-Remaining'], told['RateLimit-Reset'],
      told.RateLimit, told['RateLimit-Policy'], told['Retry-After'], same.ETag, same['Preference-Applied'],
    ];
    return show(job) + headers.Prefer + path.jobId + gone.code + all.join();
  },
  listJobFiles: (page: Answer<'listJobFiles', 200>): string | null => {
    const query: Query<'listJobFiles'> = { status: 'failed', limit: 1000, cursor: page.next ?? '' };
    const missing = page.items.filter((file) => file.error === 'file_not_found' && file.eventId !== null && file.attempts > 0);
    return missing.length > 0 ? page.next : (query.cursor ?? null);
  },
  getResult: (told: Told<'getResult', 302>): string => text(told.Location),
  getFile: (told: Told<'getFile', 302>): [Path<'getFile'>, string] => [{ jobId, fileId: 70000 }, text(told.Location)],
  cancelJob: (accepted: Answer<'cancelJob', 202>, ended: Answer<'cancelJob', 200>): Job[] => [accepted, ended],
  retryJob: (job: Answer<'retryJob', 202>, refused: Refusal<'retryJob', 409>): Job | string => job ?? refused.detail,
  resendCallback: (refused: Refusal<'resendCallback', 409>): boolean => refused.code === 'no_callback',
  listJobs: (page: Answer<'listJobs', 200>): Job | undefined => {
    const query: Query<'listJobs'> = { status: 'processing', limit: 10 };
    return page.items.find((job) => job.status === query.status);
  },
  subscribeJob: (): [Path<'subscribeJob'>, Query<'subscribeJob'>] => [{ jobId }, { lastEventId: '3' }],
  subscribeJobs: (): [Headers<'subscribeJobs'>, Query<'subscribeJobs'>] => [{ 'Last-Event-ID': '3', 'X-Client-ID': 'me' }, {}],
  exportSpans: (answer: Answer<'exportSpans', 200>): [Sent<'exportSpans'>, unknown] => [
    { resourceSpans: [{ scopeSpans: [{ spans: [] }] }] },
    answer.partialSuccess,
  ],
  readPerformance: (answer: Answer<'readPerformance', 200>): [Query<'readPerformance'>, unknown] => [{ window: 300 }, answer],
  readErrors: (answer: Answer<'readErrors', 200>): [Query<'readErrors'>, 'error' | 'critical' | undefined] => [{ after: 1, limit: 10 }, answer.items[0]?.level],
  readStreams: (answer: Answer<'readStreams', 200>): number => answer.openStreams + answer.streams.length,
  listTraces: (answer: Answer<'listTraces', 200>): 'memory' => answer.source,
  readTrace: (answer: Answer<'readTrace', 200>): [Path<'readTrace'>, 'memory' | 'jaeger'] => [{ traceId: '10be93308f862a940f8789dbb340aea2' }, answer.source],
};

/** One for every event of a stream, likewise. */
export const reads: { [E in keyof Events]: (data: Events[E]) => string } = {
  snapshot: (job) => show(job) + job.time,
  completed: (job) => job.downloadUrl ?? '',
  partially_completed: (job) => job.error ?? '',
  failed: (job) => job.error ?? '',
  cancelled: (job) => job.finishedAt ?? '',
  file: (file) => `${file.jobId}${file.file_id}${file.status}${file.size ?? 0}${file.error ?? ''}${file.time}`,
  progress: (moved) => `${moved.status}${moved.progress}${moved.readyFiles}${moved.failedFiles}${moved.bytesReady}${moved.estimatedReadyAt ?? ''}${moved.version}`,
  ping: (data) => data.time,
};

/** Every field of the job resource, by the type that the contract gives it. */
function show(job: Job): string {
  const { jobId, status, progress, totalFileIds, readyFiles, failedFiles, bytesReady, firstFileIds, version, links, ...rest } = job;
  const nullable: Record<keyof typeof rest, unknown> = rest;
  return `${jobId}${status}${progress + totalFileIds + readyFiles + failedFiles + bytesReady + version}${firstFileIds.join()}${links.result}${JSON.stringify(nullable)}`;
}

// What is never null says so, what can be null says that, and codes are names rather than any text.
type Status = 'queued' | 'processing' | 'completed' | 'partially_completed' | 'failed' | 'cancelled';
type FileError = 'file_not_found' | 'origin_rejected' | 'origin_unavailable' | 'transfer_incomplete' | 'storage_unavailable' | 'internal_error';
holds<Same<Job['status'], Status>>();
holds<Same<Job['error'], 'files_failed' | 'archive_failed' | null>>();
holds<Same<Job['downloadUrl'], string | null>>();
holds<Same<NonNullable<Job['callback']>['status'], 'pending' | 'delivered' | 'failed'>>();
holds<Same<Extract<Job['callback'], null>, null>>();
holds<Same<Schemas['JobFileResource']['error'], FileError | null>>();
holds<Same<Events['file']['error'], FileError | null>>();
holds<Same<Events['file']['status'], 'ready' | 'failed'>>();
holds<Same<Events['snapshot']['time'], string>>();
holds<Same<Events['ping']['time'], string>>();
holds<Same<Events['snapshot']['traceparent'], string | undefined>>();
holds<Same<Events['progress']['traceparent'], string | undefined>>();
holds<Same<Schemas['ProblemDocument']['errors'], Record<string, string[]> | undefined>>();
holds<Same<string extends Schemas['ProblemDocument']['code'] ? true : false, false>>();

// @ts-expect-error time is of events only
export const never = (job: Job): unknown => job.time;
