// Made by `npm run types` from the gateway's OpenAPI document; not to be edited.

export interface paths {
  "/": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Greet */
    get: operations["welcome"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/telemetry/traces": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take in spans of the web UI
     * @description OTLP in JSON, from the service's own pages only: at most 64 KiB and 128 spans.
     */
    post: operations["exportSpans"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/download/check": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Tell whether a file can be had */
    post: operations["checkFile"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/downloads": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the caller's jobs, newest first */
    get: operations["listJobs"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/health": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell whether the service can do its work */
    get: operations["health"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/health/ready": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell whether this gateway should be sent requests */
    get: operations["ready"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/health/live": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell whether the process runs */
    get: operations["live"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/diagnostics/performance": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Requests, jobs and streams of the last minutes */
    get: operations["readPerformance"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/diagnostics/errors": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The last errors, newest first */
    get: operations["readErrors"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/diagnostics/traces": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The last traces, newest first */
    get: operations["listTraces"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/diagnostics/streams": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The open event streams and feeds of this process */
    get: operations["readStreams"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/diagnostics/traces/{traceId}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One trace, for whoever knows its id */
    get: operations["readTrace"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/download/initiate": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Accept a job of 1 to 1000 files
     * @description The job is durable and readable from every gateway once this is answered. Repeated ids count once.
     */
    post: operations["initiate"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/download/start": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Prepare one file and wait for it
     * @description Answers 200 when the file is done within the wait, and otherwise 202 with the job, which goes on.
     */
    post: operations["start"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/download/status/{jobId}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Show a job
     * @description With If-None-Match and Prefer: wait=N the answer is held until the job moves or N seconds pass (304).
     */
    get: operations["getJob"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/download/{jobId}/files": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the files of a job */
    get: operations["listJobFiles"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/download/{jobId}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Go to the result of a job */
    get: operations["getResult"];
    put?: never;
    post?: never;
    /**
     * Cancel a job
     * @description Idempotent: a job that has ended already is shown unchanged.
     */
    delete: operations["cancelJob"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/download/{jobId}/files/{fileId}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Go to one file of a job */
    get: operations["getFile"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/download/{jobId}/retry": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Run the failed files of a job again */
    post: operations["retryJob"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/download/{jobId}/callback": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** No job has a callback while the service sends none. */
    post: operations["resendCallback"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/download/subscribe/{jobId}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Follow one job
     * @description A `text/event-stream`. Events: `snapshot` (the job resource, first on a new stream), `file` (a file reached its outcome),
     *     `progress` (at most every PROGRESS_INTERVAL_MS), `completed`, `partially_completed`, `failed`, `cancelled` (the job resource;
     *     the stream then ends) and `ping`. `snapshot`, `file` and the terminal ones have an id; sent back as `Last-Event-ID` it
     *     resumes the stream after that event without a gap. 204 tells an EventSource that there is nothing more to come.
     *     At any other status but 200 an EventSource gives up. One that comes back (`Last-Event-ID`) and would be refused for a while only is
     *     therefore sent a `retry` with the time to wait and the end of the stream, where a first request is refused with 429 or 503.
     *     JobStreamEvents has the data of each event by its name.
     */
    get: operations["subscribeJob"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/downloads/subscribe": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Follow all the caller's jobs
     * @description A `text/event-stream`. Events: `snapshot` (the job resource, first on a new stream), `file` (a file reached its outcome),
     *     `progress` (at most every PROGRESS_INTERVAL_MS), `completed`, `partially_completed`, `failed`, `cancelled` (the job resource;
     *     the stream then ends) and `ping`. `snapshot`, `file` and the terminal ones have an id; sent back as `Last-Event-ID` it
     *     resumes the stream after that event without a gap. 204 tells an EventSource that there is nothing more to come.
     *     At any other status but 200 an EventSource gives up. One that comes back (`Last-Event-ID`) and would be refused for a while only is
     *     therefore sent a `retry` with the time to wait and the end of the stream, where a first request is refused with 429 or 503.
     *     JobStreamEvents has the data of each event by its name.
     */
    get: operations["subscribeJobs"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** @description The answer to `check`. */
    CheckResult: {
      /** Format: int32 */
      file_id: number;
      available: boolean;
      /** @description The file's key in the store; null when not available. */
      s3Key: null | string;
      /**
       * Format: int64
       * @description Bytes; null when not available, or when the origin does not say.
       */
      size: null | number;
    };
    /** @description An error, and how often it happened within a minute. */
    ErrorItem: {
      /**
       * Format: int64
       * @description Grows from one error to the next.
       */
      id: number;
      /**
       * Format: date-time
       * @description The first time.
       */
      time: string;
      /**
       * Format: date-time
       * @description The last time; the ids are of that one.
       */
      lastTime: string;
      /**
       * Format: int32
       * @description How often.
       */
      count: number;
      /**
       * @description `error` or `critical`.
       * @enum {string}
       */
      level: "error" | "critical";
      /**
       * @description `gateway` or `silo`.
       * @enum {string}
       */
      source: "gateway" | "silo";
      /** @description The process. */
      instance: string;
      /** @description The exception's type, or what logged it. */
      type: string;
      /** @description At most 300 characters, without queries of URLs. */
      message: string;
      /** @description The problem that was answered. */
      code: null | string;
      /** @description The request's method. */
      method: null | string;
      /** @description The endpoint's pattern. */
      route: null | string;
      /**
       * Format: int32
       * @description The status that was answered.
       */
      status: null | number;
      /** @description The request. */
      requestId: null | string;
      /** @description The trace. */
      traceId: null | string;
      /** @description The job. */
      jobId: null | string;
      /**
       * Format: int32
       * @description The file.
       */
      fileId: null | number;
      /** @description The first report of it; null when it was not reported. */
      sentryEventId: null | string;
      /** @description Where that report is shown. */
      sentryUrl: null | string;
    };
    /** @description The answer to `/v1/diagnostics/errors`. */
    ErrorList: {
      /** @description Newest first. */
      items: components["schemas"]["ErrorItem"][];
      /**
       * Format: int32
       * @description How many a process remembers.
       */
      capacity: number;
      /**
       * Format: int64
       * @description How many were dropped for newer ones.
       */
      lost: number;
      /** @description Whether errors are reported to Sentry. */
      sentry: boolean;
      /** @description The processes whose errors are among them, the one that was asked first. */
      instances: string[];
      /**
       * Format: int32
       * @description How many processes did not answer in time; null where the others could not be asked.
       */
      unanswered: null | number;
    };
    /** @description The data of a `file` event: a file reached its outcome. */
    FileEvent: {
      /** Format: uuid */
      jobId: string;
      /** Format: int32 */
      file_id: number;
      /** @enum {string} */
      status: "ready" | "failed";
      /** Format: int64 */
      size: null | number;
      /** @enum {null|string} */
      error:
        | "file_not_found"
        | "origin_rejected"
        | "origin_unavailable"
        | "transfer_incomplete"
        | "storage_unavailable"
        | "internal_error"
        | null;
      /** Format: date-time */
      time: string;
      traceparent?: string;
    };
    /**
     * @example {
     *       "file_id": 70000
     *     }
     */
    FileIdBody: {
      /** Format: int32 */
      file_id: number;
    };
    /**
     * @example {
     *       "file_ids": [
     *         70000,
     *         70007
     *       ]
     *     }
     */
    FileIdsBody: {
      file_ids: number[];
    };
    /** @description What the service needs, each `ok` or `error`. */
    HealthParts: {
      /** @enum {string} */
      storage: "ok" | "error";
      /** @enum {string} */
      cluster: "ok" | "error";
      /** @enum {string} */
      state: "ok" | "error";
    };
    /** @description The answer to `/health`. */
    HealthReport: {
      /** @enum {string} */
      status: "healthy" | "unhealthy";
      checks: components["schemas"]["HealthParts"];
    };
    /** @description A process whose figures are in the report. */
    InstanceReport: {
      instance: string;
      service: string;
      /** Format: date-time */
      startedAt: string;
      process: components["schemas"]["ProcessReport"];
    };
    /** @description The answer to `initiate`. */
    JobAccepted: {
      /** Format: uuid */
      jobId: string;
      /** @enum {string} */
      status: "queued" | "processing" | "completed" | "partially_completed" | "failed" | "cancelled";
      /** Format: int32 */
      totalFileIds: number;
      links: components["schemas"]["JobLinks"];
    };
    /** @description How far a job's callback is. */
    JobCallback: {
      /**
       * Format: uri
       * @description Where it goes, without the query.
       */
      url: string;
      /**
       * @description `pending`, `delivered` or `failed`.
       * @enum {string}
       */
      status: "pending" | "delivered" | "failed";
      /**
       * Format: int32
       * @description Tries so far.
       */
      attempts: number;
      /**
       * Format: int32
       * @description The HTTP status that the last try was answered with.
       */
      lastStatus: null | number;
      /**
       * Format: date-time
       * @description When it is tried again.
       */
      nextAttemptAt: null | string;
    };
    /** @description The data of a `snapshot`, and of the events that end a job: the job resource, and when that was. */
    JobEvent: components["schemas"]["JobResource"] & {
      /** Format: date-time */
      time: string;
      traceparent?: string;
    };
    /** @description A page of a job's files. */
    JobFileList: {
      items: components["schemas"]["JobFileResource"][];
      next: null | string;
    };
    /** @description One file of a job. */
    JobFileResource: {
      /** Format: int32 */
      file_id: number;
      /** @enum {string} */
      status: "queued" | "processing" | "ready" | "failed" | "cancelled";
      /**
       * Format: double
       * @description 0 to 100 with one decimal.
       */
      progress: number;
      /** Format: int64 */
      size: null | number;
      /** Format: int32 */
      attempts: number;
      /** @enum {null|string} */
      error:
        | "file_not_found"
        | "origin_rejected"
        | "origin_unavailable"
        | "transfer_incomplete"
        | "storage_unavailable"
        | "internal_error"
        | null;
      /** Format: int64 */
      eventId: null | number;
    };
    /** @description Where a job's other resources are, as paths below the gateway. */
    JobLinks: {
      /** Format: uri-reference */
      status: string;
      /** Format: uri-reference */
      events: string;
      /** Format: uri-reference */
      result: string;
      /** Format: uri-reference */
      files: string;
    };
    /** @description A page of a caller's jobs. */
    JobList: {
      items: components["schemas"]["JobResource"][];
      next: null | string;
    };
    /** @description The job resource of the HTTP contract. */
    JobResource: {
      /** Format: uuid */
      jobId: string;
      /** @enum {string} */
      status: "queued" | "processing" | "completed" | "partially_completed" | "failed" | "cancelled";
      /**
       * Format: double
       * @description 0 to 100 with one decimal.
       */
      progress: number;
      /** Format: int32 */
      totalFileIds: number;
      /** Format: int32 */
      readyFiles: number;
      /** Format: int32 */
      failedFiles: number;
      /** Format: int64 */
      bytesReady: number;
      /** @description The first three, for lists. */
      firstFileIds: number[];
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      startedAt: null | string;
      /** Format: date-time */
      finishedAt: null | string;
      /** Format: date-time */
      estimatedReadyAt: null | string;
      /** Format: date-time */
      expiresAt: null | string;
      /** Format: uri */
      downloadUrl: null | string;
      /** Format: int64 */
      size: null | number;
      /** @enum {null|string} */
      error: "files_failed" | "archive_failed" | null;
      traceId: null | string;
      callback: null | components["schemas"]["JobCallback"];
      /** Format: int64 */
      version: number;
      links: components["schemas"]["JobLinks"];
    };
    /** @description The data of every event of a stream, by the event's name. */
    JobStreamEvents: {
      snapshot: components["schemas"]["JobEvent"];
      completed: components["schemas"]["JobEvent"];
      partially_completed: components["schemas"]["JobEvent"];
      failed: components["schemas"]["JobEvent"];
      cancelled: components["schemas"]["JobEvent"];
      file: components["schemas"]["FileEvent"];
      progress: components["schemas"]["ProgressEvent"];
      ping: components["schemas"]["PingEvent"];
    };
    /** @description Jobs accepted, and those that ended by how they did. */
    JobsReport: {
      /** Format: int64 */
      submitted: number;
      /** Format: int64 */
      completed: number;
      /** Format: int64 */
      partiallyCompleted: number;
      /** Format: int64 */
      failed: number;
      /** Format: int64 */
      cancelled: number;
    };
    /** @description Milliseconds; null without events. */
    LagReport: {
      /** Format: double */
      p50: null | number;
      /** Format: double */
      p99: null | number;
    };
    /** @description Milliseconds; null without requests. */
    LatencyReport: {
      /** Format: double */
      p50: null | number;
      /** Format: double */
      p95: null | number;
      /** Format: double */
      p99: null | number;
      /** Format: double */
      max: null | number;
    };
    /** @description The answer to `/health/live`. */
    Liveness: {
      status: string;
    };
    /** @description One feed. */
    OpenFeed: {
      /**
       * Format: uuid
       * @description The job that it follows.
       */
      jobId: string;
      /**
       * Format: int32
       * @description How many hold it.
       */
      users: number;
      /**
       * Format: int64
       * @description The last durable fact that it knows of.
       */
      lastId: number;
      /** @description Whether it follows its job. */
      isRunning: boolean;
      /**
       * Format: int64
       * @description The events that it keeps, in bytes.
       */
      keptBytes: number;
    };
    /** @description One open stream. */
    OpenStream: {
      /** @description The request that opened it. */
      requestId: string;
      /**
       * Format: uuid
       * @description The job; null for a stream of all the caller's jobs.
       */
      jobId: null | string;
      /**
       * Format: int64
       * @description How long it is open.
       */
      ageMs: number;
      /**
       * Format: int64
       * @description The id up to which it has been written; null for a stream of all jobs.
       */
      lastId: null | number;
      /**
       * Format: int32
       * @description What was written and is not taken by the connection yet.
       */
      bytesWaiting: number;
      /**
       * Format: int64
       * @description How long that has been so; 0 when nothing waits.
       */
      waitingMs: number;
    };
    PartialSuccess: {
      /** Format: int32 */
      rejectedSpans: number;
      errorMessage: string;
    };
    /** @description The answer to `/v1/diagnostics/performance`. */
    PerformanceReport: {
      /**
       * Format: date-time
       * @description When it was written.
       */
      time: string;
      /** @description The process that was asked. */
      instance: string;
      /** @description Its version. */
      version: string;
      /**
       * Format: date-time
       * @description When it began to count.
       */
      startedAt: string;
      /**
       * Format: int32
       * @description How far back it looks.
       */
      windowSeconds: number;
      /** @description All the processes whose figures are in it, the one that was asked first. */
      instances: components["schemas"]["InstanceReport"][];
      /**
       * Format: int32
       * @description How many processes did not answer in time; null where the others could not be asked.
       */
      unanswered: null | number;
      /** @description All requests but event streams and those held on purpose. */
      requests: components["schemas"]["RequestsReport"];
      /** @description The same by endpoint, those with the most first. */
      routes: components["schemas"]["RouteReport"][];
      /** @description The same over the time. */
      series: components["schemas"]["SeriesReport"];
      /** @description What became of jobs. */
      jobs: components["schemas"]["JobsReport"];
      /** @description Event streams. */
      streams: components["schemas"]["StreamsReport"];
      /** @description What the process that was asked takes. */
      process: components["schemas"]["ProcessReport"];
    };
    /** @description The data of a `ping`: nothing else was to be sent. */
    PingEvent: {
      /** Format: date-time */
      time: string;
      traceparent?: string;
    };
    /** @description A problem on the wire: RFC 9457 with the contract's extensions. */
    ProblemDocument: {
      /**
       * Format: uri
       * @description A URN made of the code.
       */
      type: string;
      title: string;
      /** Format: int32 */
      status: number;
      detail: string;
      /** @description The path that was asked for, without its query. */
      instance: string;
      /**
       * @description What clients may compare.
       * @enum {string}
       */
      code:
        | "invalid_request"
        | "callbacks_disabled"
        | "link_invalid"
        | "link_expired"
        | "cross_site"
        | "diagnostics_forbidden"
        | "job_not_found"
        | "trace_not_found"
        | "not_found"
        | "method_not_allowed"
        | "request_timeout"
        | "job_not_ready"
        | "nothing_to_retry"
        | "no_callback"
        | "job_failed"
        | "job_cancelled"
        | "job_expired"
        | "precondition_failed"
        | "payload_too_large"
        | "unsupported_media_type"
        | "range_not_satisfiable"
        | "idempotency_conflict"
        | "rate_limited"
        | "too_many_active_jobs"
        | "internal_error"
        | "storage_unavailable"
        | "cluster_unavailable"
        | "traces_unavailable";
      requestId: string;
      traceId: null | string;
      /** @description What is wrong with which field; only where fields are. */
      errors?: {
        [key: string]: string[];
      };
      /** @description The title, for older clients. */
      error: string;
      /** @description The detail, for older clients. */
      message: string;
    };
    ProcessReport: {
      /** Format: double */
      cpuCores: number;
      /** Format: int64 */
      workingSetBytes: number;
      /** Format: int64 */
      threadPoolQueue: number;
    };
    /** @description The data of a `progress` event: what moved between two durable facts. */
    ProgressEvent: {
      /** Format: uuid */
      jobId: string;
      /** @enum {string} */
      status: "queued" | "processing" | "completed" | "partially_completed" | "failed" | "cancelled";
      /** Format: double */
      progress: number;
      /** Format: int32 */
      readyFiles: number;
      /** Format: int32 */
      failedFiles: number;
      /** Format: int64 */
      bytesReady: number;
      /** Format: date-time */
      estimatedReadyAt: null | string;
      /** Format: int64 */
      version: number;
      /** Format: date-time */
      time: string;
      traceparent?: string;
    };
    RequestsReport: {
      /**
       * Format: int32
       * @description How many there were.
       */
      count: number;
      /**
       * Format: int32
       * @description Those answered with 5xx.
       */
      failed: number;
      /**
       * Format: int32
       * @description Those answered with 4xx.
       */
      clientErrors: number;
      /**
       * Format: double
       * @description How many a second.
       */
      ratePerSecond: number;
      /**
       * Format: double
       * @description The share that did not fail; null without requests.
       */
      successRate: null | number;
      /** @description How long they took. */
      latencyMs: components["schemas"]["LatencyReport"];
    };
    RouteReport: {
      method: string;
      route: string;
      /** Format: int32 */
      count: number;
      /** Format: int32 */
      failed: number;
      /** Format: int32 */
      clientErrors: number;
      latencyMs: components["schemas"]["LatencyReport"];
    };
    /** @description Step by step, the oldest first; null where nothing was asked. */
    SeriesReport: {
      /** Format: date-time */
      from: string;
      /** Format: int32 */
      stepSeconds: number;
      count: (null | number)[];
      failed: (null | number)[];
      p50: (null | number)[];
      p95: (null | number)[];
      p99: (null | number)[];
    };
    /** @description A span of this or another trace that has to do with this one. */
    SpanLink: {
      traceId: string;
      spanId: string;
    };
    /** @description An OTLP ExportTraceServiceRequest in JSON. */
    SpansBody: {
      resourceSpans?: {
        [key: string]: unknown;
      }[];
    };
    /** @description The answer to exported spans, as OTLP has it. */
    SpansTaken: {
      partialSuccess?: null | components["schemas"]["PartialSuccess"];
    };
    /** @description The answer to `start` for a file that was done in time. */
    StartResult: {
      /** Format: int32 */
      file_id: number;
      /**
       * @description `completed` or `failed`.
       * @enum {string}
       */
      status: "completed" | "failed";
      /** Format: uri */
      downloadUrl: null | string;
      /** Format: int64 */
      size: null | number;
      /**
       * Format: int64
       * @description From the acceptance of the job to its end.
       */
      processingTimeMs: number;
      message: string;
    };
    /** @description The open streams and feeds of this process, those first that wait longest for their reader. */
    StreamReport: {
      /** @description At most a thousand of them. */
      streams: components["schemas"]["OpenStream"][];
      /**
       * Format: int32
       * @description How many there are.
       */
      openStreams: number;
      /** @description At most a thousand of them. */
      feeds: components["schemas"]["OpenFeed"][];
      /**
       * Format: int32
       * @description How many there are.
       */
      openFeeds: number;
      /**
       * Format: int64
       * @description The events that all feeds keep, in bytes.
       */
      feedBytes: number;
    };
    StreamsReport: {
      /**
       * Format: int32
       * @description Streams that are open.
       */
      open: number;
      /**
       * Format: int32
       * @description Jobs that are watched for them.
       */
      feeds: number;
      /**
       * Format: double
       * @description Events written to them.
       */
      eventsPerSecond: number;
      /** @description From an update's time to its write. */
      lagMs: components["schemas"]["LagReport"];
    };
    /** @description The answer to `/v1/diagnostics/traces/{traceId}`. */
    TraceDocument: {
      /** @description 32 hex digits. */
      traceId: string;
      /**
       * @description `memory` or `jaeger`.
       * @enum {string}
       */
      source: "memory" | "jaeger";
      /**
       * Format: date-time
       * @description When its first span began.
       */
      startTime: string;
      /**
       * Format: int64
       * @description From there to the end of the last one, in microseconds.
       */
      durationUs: number;
      /**
       * Format: int32
       * @description How many spans follow.
       */
      spanCount: number;
      /**
       * Format: int32
       * @description How many there was no room for.
       */
      lostSpans: number;
      /** @description Whether a job of it has not ended yet. */
      running: boolean;
      /** @description Whether other processes have spans of it that are not among these. */
      partial: boolean;
      /** @description By their start. */
      spans: components["schemas"]["TraceSpan"][];
      /** @description Its page in Jaeger; null when there is none. */
      jaegerUrl: null | string;
    };
    /** @description The answer to `/v1/diagnostics/traces`. */
    TraceList: {
      /** @description The trace that began last first. */
      items: components["schemas"]["TraceSummary"][];
      /**
       * @description Where they are kept: in this process's `memory`.
       * @enum {string}
       */
      source: "memory";
    };
    /** @description A span of a trace; its times count from the trace's start. */
    TraceSpan: {
      spanId: string;
      parentSpanId: null | string;
      name: string;
      service: string;
      scope: string;
      /** @enum {string} */
      kind: "internal" | "server" | "client" | "producer" | "consumer";
      /** Format: int64 */
      startUs: number;
      /** Format: int64 */
      durationUs: number;
      /** @enum {string} */
      status: "unset" | "ok" | "error";
      statusMessage: null | string;
      attributes: {
        [key: string]: boolean | number | string;
      };
      events: components["schemas"]["TraceSpanEvent"][];
      links: components["schemas"]["SpanLink"][];
    };
    /** @description Something that happened during a span. */
    TraceSpanEvent: {
      name: string;
      /** Format: int64 */
      timeUs: number;
      attributes: {
        [key: string]: boolean | number | string;
      };
    };
    /** @description A trace in a line. */
    TraceSummary: {
      traceId: string;
      name: string;
      service: string;
      /** Format: date-time */
      startTime: string;
      /** Format: double */
      durationMs: number;
      /** Format: int32 */
      spanCount: number;
      /** Format: int32 */
      errorCount: number;
      jobId: null | string;
    };
    /** @description The answer to `GET /` for programs. */
    Welcome: {
      message: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  welcome: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Welcome"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  exportSpans: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["SpansBody"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["SpansTaken"];
        };
      };
      /** @description `invalid_request`: The request is not valid. */
      400: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cross_site`: A page of another site may not do this. CORS_ORIGINS lists the origins that may. */
      403: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `request_timeout`: The request did not arrive in time. */
      408: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `payload_too_large`: The request body is larger than 1 MiB. */
      413: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `unsupported_media_type`: The request body must be application/json in UTF-8. */
      415: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  checkFile: {
    parameters: {
      query?: {
        /** @description `true` fails on purpose, to see that errors are reported. */
        sentry_test?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["FileIdBody"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["CheckResult"];
        };
      };
      /** @description `invalid_request`: The request is not valid. */
      400: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `request_timeout`: The request did not arrive in time. */
      408: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `payload_too_large`: The request body is larger than 1 MiB. */
      413: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `unsupported_media_type`: The request body must be application/json in UTF-8. */
      415: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `internal_error`: Something went wrong. The request id identifies it. */
      500: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `storage_unavailable`: The object store does not answer. Try again shortly. `cluster_unavailable`: The cluster does not answer. Try again shortly. */
      503: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  listJobs: {
    parameters: {
      query?: {
        /** @description Only jobs in this state. */
        status?: "queued" | "processing" | "completed" | "partially_completed" | "failed" | "cancelled";
        /** @description At most so many items. */
        limit?: number;
        /** @description The `next` of the page before; opaque. */
        cursor?: string;
      };
      header?: {
        /** @description Who asks; wins over the client_id cookie. */
        "X-Client-ID"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["JobList"];
        };
      };
      /** @description `invalid_request`: The request is not valid. */
      400: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cross_site`: A page of another site may not do this. CORS_ORIGINS lists the origins that may. */
      403: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `internal_error`: Something went wrong. The request id identifies it. */
      500: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cluster_unavailable`: The cluster does not answer. Try again shortly. */
      503: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  health: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["HealthReport"];
        };
      };
      /** @description Service Unavailable */
      503: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["HealthReport"];
        };
      };
    };
  };
  ready: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Liveness"];
        };
      };
      /** @description Service Unavailable */
      503: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Liveness"];
        };
      };
    };
  };
  live: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Liveness"];
        };
      };
    };
  };
  readPerformance: {
    parameters: {
      query?: {
        /** @description How many seconds to look back. */
        window?: 60 | 300 | 3600;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["PerformanceReport"];
        };
      };
      /** @description `invalid_request`: The request is not valid. */
      400: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `diagnostics_forbidden`: Diagnostics are for the service's own machine. DIAGNOSTICS_ACCESS changes that. */
      403: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  readErrors: {
    parameters: {
      query?: {
        /** @description At most so many items. */
        limit?: number;
        /** @description Only errors that came, or came again, after the one with this id. */
        after?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ErrorList"];
        };
      };
      /** @description `invalid_request`: The request is not valid. */
      400: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `diagnostics_forbidden`: Diagnostics are for the service's own machine. DIAGNOSTICS_ACCESS changes that. */
      403: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  listTraces: {
    parameters: {
      query?: {
        /** @description At most so many items. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["TraceList"];
        };
      };
      /** @description `invalid_request`: The request is not valid. */
      400: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `diagnostics_forbidden`: Diagnostics are for the service's own machine. DIAGNOSTICS_ACCESS changes that. */
      403: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  readStreams: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["StreamReport"];
        };
      };
      /** @description `diagnostics_forbidden`: Diagnostics are for the service's own machine. DIAGNOSTICS_ACCESS changes that. */
      403: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  readTrace: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag that the client has. */
        "If-None-Match"?: string;
      };
      path: {
        traceId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["TraceDocument"];
        };
      };
      /** @description The trace is as the client has it. */
      304: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `trace_not_found`: There is no trace with this id, or not any more. */
      404: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `traces_unavailable`: The store of traces does not answer. Try again shortly. */
      503: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  initiate: {
    parameters: {
      query?: never;
      header?: {
        /** @description Who asks; wins over the client_id cookie. */
        "X-Client-ID"?: string;
        /** @description The same key from the same caller with the same body gives the same job, for as long as that lives. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["FileIdsBody"];
      };
    };
    responses: {
      /** @description Accepted */
      202: {
        headers: {
          /** @description The job's status. */
          Location?: string;
          /** @description Seconds after which it makes sense to look. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          /** @description true where the same request had been accepted before. */
          "Idempotent-Replayed"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["JobAccepted"];
        };
      };
      /** @description `invalid_request`: The request is not valid. */
      400: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cross_site`: A page of another site may not do this. CORS_ORIGINS lists the origins that may. */
      403: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `request_timeout`: The request did not arrive in time. */
      408: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_expired`: The job's retention time has passed. */
      410: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `payload_too_large`: The request body is larger than 1 MiB. */
      413: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `unsupported_media_type`: The request body must be application/json in UTF-8. */
      415: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `idempotency_conflict`: The idempotency key was used with another request. */
      422: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. `too_many_active_jobs`: The caller has as many unfinished jobs as it may have. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `internal_error`: Something went wrong. The request id identifies it. */
      500: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cluster_unavailable`: The cluster does not answer. Try again shortly. */
      503: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  start: {
    parameters: {
      query?: never;
      header?: {
        /** @description Who asks; wins over the client_id cookie. */
        "X-Client-ID"?: string;
        /** @description The same key from the same caller with the same body gives the same job, for as long as that lives. */
        "Idempotency-Key"?: string;
        /** @description `wait=N` holds the request for up to N seconds; `respond-async` (start only) answers at once. */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["FileIdBody"];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          /** @description true where the same request had been accepted before. */
          "Idempotent-Replayed"?: string;
          /** @description The preferences that were honoured. */
          "Preference-Applied"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["StartResult"];
        };
      };
      /** @description Accepted */
      202: {
        headers: {
          /** @description The job's status. */
          Location?: string;
          /** @description Seconds after which it makes sense to look. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          /** @description true where the same request had been accepted before. */
          "Idempotent-Replayed"?: string;
          /** @description The preferences that were honoured. */
          "Preference-Applied"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["JobResource"];
        };
      };
      /** @description `invalid_request`: The request is not valid. */
      400: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cross_site`: A page of another site may not do this. CORS_ORIGINS lists the origins that may. */
      403: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `request_timeout`: The request did not arrive in time. */
      408: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_cancelled`: The job was cancelled, so there is nothing to fetch. `job_expired`: The job's retention time has passed. */
      410: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `payload_too_large`: The request body is larger than 1 MiB. */
      413: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `unsupported_media_type`: The request body must be application/json in UTF-8. */
      415: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `idempotency_conflict`: The idempotency key was used with another request. */
      422: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. `too_many_active_jobs`: The caller has as many unfinished jobs as it may have. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `internal_error`: Something went wrong. The request id identifies it. */
      500: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cluster_unavailable`: The cluster does not answer. Try again shortly. */
      503: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  getJob: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag that the client has. */
        "If-None-Match"?: string;
        /** @description `wait=N` holds the request for up to N seconds; `respond-async` (start only) answers at once. */
        Prefer?: string;
      };
      path: {
        jobId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          /** @description The version of the job, and of its link. */
          ETag?: string;
          /** @description The preferences that were honoured. */
          "Preference-Applied"?: string;
          /** @description Seconds after which it makes sense to look again; while the job runs. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["JobResource"];
        };
      };
      /** @description The client has this version already. */
      304: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          /** @description The version of the job, and of its link. */
          ETag?: string;
          /** @description The preferences that were honoured. */
          "Preference-Applied"?: string;
          /** @description Seconds after which it makes sense to look again; while the job runs. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid_request`: The request is not valid. */
      400: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_not_found`: There is no job with this id. */
      404: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_expired`: The job's retention time has passed. */
      410: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `internal_error`: Something went wrong. The request id identifies it. */
      500: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cluster_unavailable`: The cluster does not answer. Try again shortly. */
      503: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  listJobFiles: {
    parameters: {
      query?: {
        /** @description Only files in this state. */
        status?: "queued" | "processing" | "ready" | "failed" | "cancelled";
        /** @description At most so many items. */
        limit?: number;
        /** @description The `next` of the page before; opaque. */
        cursor?: string;
      };
      header?: never;
      path: {
        jobId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["JobFileList"];
        };
      };
      /** @description `invalid_request`: The request is not valid. */
      400: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_not_found`: There is no job with this id. */
      404: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_expired`: The job's retention time has passed. */
      410: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `internal_error`: Something went wrong. The request id identifies it. */
      500: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cluster_unavailable`: The cluster does not answer. Try again shortly. */
      503: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  getResult: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        jobId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The result's signed link is in Location. */
      302: {
        headers: {
          /** @description A signed link, valid for a while. */
          Location?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid_request`: The request is not valid. */
      400: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_not_found`: There is no job with this id. */
      404: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_not_ready`: The job has not ended yet. */
      409: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_failed`: The job failed, so there is nothing to fetch. `job_cancelled`: The job was cancelled, so there is nothing to fetch. `job_expired`: The job's retention time has passed. */
      410: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `internal_error`: Something went wrong. The request id identifies it. */
      500: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cluster_unavailable`: The cluster does not answer. Try again shortly. */
      503: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  cancelJob: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        jobId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["JobResource"];
        };
      };
      /** @description Accepted */
      202: {
        headers: {
          /** @description The job's status. */
          Location?: string;
          /** @description Seconds after which it makes sense to look. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["JobResource"];
        };
      };
      /** @description `invalid_request`: The request is not valid. */
      400: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cross_site`: A page of another site may not do this. CORS_ORIGINS lists the origins that may. */
      403: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_not_found`: There is no job with this id. */
      404: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_expired`: The job's retention time has passed. */
      410: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `internal_error`: Something went wrong. The request id identifies it. */
      500: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cluster_unavailable`: The cluster does not answer. Try again shortly. */
      503: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  getFile: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        jobId: string;
        fileId: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The file's signed link is in Location. */
      302: {
        headers: {
          /** @description A signed link, valid for a while. */
          Location?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid_request`: The request is not valid. */
      400: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_not_found`: There is no job with this id. `not_found`: There is nothing at this address. */
      404: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_not_ready`: The job has not ended yet. */
      409: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_failed`: The job failed, so there is nothing to fetch. `job_cancelled`: The job was cancelled, so there is nothing to fetch. `job_expired`: The job's retention time has passed. */
      410: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `internal_error`: Something went wrong. The request id identifies it. */
      500: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cluster_unavailable`: The cluster does not answer. Try again shortly. */
      503: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  retryJob: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        jobId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Accepted */
      202: {
        headers: {
          /** @description The job's status. */
          Location?: string;
          /** @description Seconds after which it makes sense to look. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["JobResource"];
        };
      };
      /** @description `invalid_request`: The request is not valid. */
      400: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cross_site`: A page of another site may not do this. CORS_ORIGINS lists the origins that may. */
      403: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_not_found`: There is no job with this id. */
      404: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `nothing_to_retry`: The job has no failed file to run again. */
      409: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_expired`: The job's retention time has passed. */
      410: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. `too_many_active_jobs`: The caller has as many unfinished jobs as it may have. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `internal_error`: Something went wrong. The request id identifies it. */
      500: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cluster_unavailable`: The cluster does not answer. Try again shortly. */
      503: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  resendCallback: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        jobId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description `invalid_request`: The request is not valid. */
      400: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cross_site`: A page of another site may not do this. CORS_ORIGINS lists the origins that may. */
      403: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_not_found`: There is no job with this id. */
      404: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `no_callback`: The job was submitted without a callback. */
      409: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `job_expired`: The job's retention time has passed. */
      410: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `rate_limited`: The rate limit is used up. Try again after the time in Retry-After. */
      429: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `internal_error`: Something went wrong. The request id identifies it. */
      500: {
        headers: {
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
      /** @description `cluster_unavailable`: The cluster does not answer. Try again shortly. */
      503: {
        headers: {
          /** @description Seconds after which it may work. */
          "Retry-After"?: string;
          /** @description The request's id: the client's, or a new one. */
          "X-Request-ID"?: string;
          /** @description The trace that the request belongs to. */
          "X-Trace-ID"?: string;
          /** @description Requests a window. */
          "RateLimit-Limit"?: string;
          /** @description What is left of them. */
          "RateLimit-Remaining"?: string;
          /** @description Seconds until the window ends. */
          "RateLimit-Reset"?: string;
          /** @description What is left and when the window ends, as the draft of the IETF has it. */
          RateLimit?: string;
          /** @description The limit and its window, as the draft of the IETF has it. */
          "RateLimit-Policy"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  subscribeJob: {
    parameters: {
      query?: {
        /** @description The same, for clients that cannot set headers. */
        lastEventId?: string;
      };
      header?: {
        /** @description The last event that the client has; resumes after it. */
        "Last-Event-ID"?: string;
      };
      path: {
        jobId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The stream. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
        };
      };
      /** @description Everything was told before; there is nothing more to come. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description A problem. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  subscribeJobs: {
    parameters: {
      query?: {
        /** @description The same, for clients that cannot set headers. */
        lastEventId?: string;
      };
      header?: {
        /** @description Who asks; wins over the client_id cookie. */
        "X-Client-ID"?: string;
        /** @description The last event that the client has; resumes after it. */
        "Last-Event-ID"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The stream. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
        };
      };
      /** @description Everything was told before; there is nothing more to come. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description A problem. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
}
