using System.Collections.Frozen;

namespace Downstream.Gateway.Http.Problems;

/// <summary>Everything that can be wrong with a request, once: the stable code, its HTTP status and what it is called.</summary>
/// <param name="Code">What clients may compare.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">A short name for people, the same for every occurrence.</param>
/// <param name="Detail">What is said when an occurrence has nothing more precise to say.</param>
internal sealed record ProblemCode(string Code, int Status, string Title, string Detail)
{
    public static readonly ProblemCode InvalidRequest = new("invalid_request", 400, "Invalid request", "The request is not valid.");
    public static readonly ProblemCode CallbacksDisabled = new("callbacks_disabled", 400, "Callbacks disabled", "This service sends no callbacks. Watch the job's events, or ask for its status.");
    public static readonly ProblemCode LinkInvalid = new("link_invalid", 403, "Invalid link", "The link was not signed by this service.");
    public static readonly ProblemCode LinkExpired = new("link_expired", 403, "Expired link", "The link has expired. Ask the job for a fresh one.");
    public static readonly ProblemCode CrossSite = new("cross_site", 403, "Another site", "A page of another site may not do this. CORS_ORIGINS lists the origins that may.");
    public static readonly ProblemCode DiagnosticsForbidden = new("diagnostics_forbidden", 403, "Diagnostics forbidden", "Diagnostics are for the service's own machine. DIAGNOSTICS_ACCESS changes that.");
    public static readonly ProblemCode TraceNotFound = new("trace_not_found", 404, "Trace not found", "There is no trace with this id, or not any more.");
    public static readonly ProblemCode TracesUnavailable = new("traces_unavailable", 503, "Traces unavailable", "The store of traces does not answer. Try again shortly.");
    public static readonly ProblemCode JobNotFound = new("job_not_found", 404, "Job not found", "There is no job with this id.");
    public static readonly ProblemCode NotFound = new("not_found", 404, "Not found", "There is nothing at this address.");
    public static readonly ProblemCode MethodNotAllowed = new("method_not_allowed", 405, "Method not allowed", "This address does not support the method.");
    public static readonly ProblemCode RequestTimeout = new("request_timeout", 408, "Request timeout", "The request did not arrive in time.");
    public static readonly ProblemCode JobNotReady = new("job_not_ready", 409, "Job not ready", "The job has not ended yet.");
    public static readonly ProblemCode NothingToRetry = new("nothing_to_retry", 409, "Nothing to retry", "The job has no failed file to run again.");
    public static readonly ProblemCode NoCallback = new("no_callback", 409, "No callback", "The job was submitted without a callback.");
    public static readonly ProblemCode JobFailed = new("job_failed", 410, "Job failed", "The job failed, so there is nothing to fetch.");
    public static readonly ProblemCode JobCancelled = new("job_cancelled", 410, "Job cancelled", "The job was cancelled, so there is nothing to fetch.");
    public static readonly ProblemCode JobExpired = new("job_expired", 410, "Job expired", "The job's retention time has passed.");
    public static readonly ProblemCode PreconditionFailed = new("precondition_failed", 412, "Precondition failed", "The file is not the one that the request names.");
    public static readonly ProblemCode PayloadTooLarge = new("payload_too_large", 413, "Payload too large", "The request body is larger than 1 MiB.");
    public static readonly ProblemCode UnsupportedMediaType = new("unsupported_media_type", 415, "Unsupported media type", "The request body must be application/json in UTF-8.");
    public static readonly ProblemCode RangeNotSatisfiable = new("range_not_satisfiable", 416, "Range not satisfiable", "The file does not have the range that the request asks for.");
    public static readonly ProblemCode IdempotencyConflict = new("idempotency_conflict", 422, "Idempotency conflict", "The idempotency key was used with another request.");
    public static readonly ProblemCode RateLimited = new("rate_limited", 429, "Too many requests", "The rate limit is used up. Try again after the time in Retry-After.");
    public static readonly ProblemCode TooManyActiveJobs = new("too_many_active_jobs", 429, "Too many active jobs", "The caller has as many unfinished jobs as it may have.");
    public static readonly ProblemCode InternalError = new("internal_error", 500, "Internal Server Error", "Something went wrong. The request id identifies it.");
    public static readonly ProblemCode StorageUnavailable = new("storage_unavailable", 503, "Storage unavailable", "The object store does not answer. Try again shortly.");
    public static readonly ProblemCode ClusterUnavailable = new("cluster_unavailable", 503, "Cluster unavailable", "The cluster does not answer. Try again shortly.");

    /// <summary>Every code, for the documentation.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } =
    [
        InvalidRequest, CallbacksDisabled, LinkInvalid, LinkExpired, CrossSite, DiagnosticsForbidden, JobNotFound, TraceNotFound, NotFound, MethodNotAllowed, RequestTimeout, JobNotReady, NothingToRetry, NoCallback,
        JobFailed, JobCancelled, JobExpired, PreconditionFailed, PayloadTooLarge, UnsupportedMediaType, RangeNotSatisfiable,
        IdempotencyConflict, RateLimited, TooManyActiveJobs, InternalError, StorageUnavailable, ClusterUnavailable, TracesUnavailable,
    ];

    private static readonly FrozenDictionary<int, ProblemCode> ByStatus = new[]
    {
        InvalidRequest, NotFound, MethodNotAllowed, RequestTimeout, PreconditionFailed, PayloadTooLarge, UnsupportedMediaType, RangeNotSatisfiable,
        RateLimited, InternalError, ClusterUnavailable,
    }.ToFrozenDictionary(code => code.Status);

    /// <summary>The code for a status that the framework decided on.</summary>
    public static ProblemCode ForStatus(int status) =>
        ByStatus.TryGetValue(status, out var code) ? code : status >= 500 ? InternalError : InvalidRequest;
}
