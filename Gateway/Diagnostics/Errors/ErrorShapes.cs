using Downstream.Silo.Hosting.Telemetry;

namespace Downstream.Gateway.Diagnostics.Errors;

/// <summary>The answer to <c>/v1/diagnostics/errors</c>.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Capacity">How many a process remembers.</param>
/// <param name="Lost">How many were dropped for newer ones.</param>
/// <param name="Sentry">Whether errors are reported to Sentry.</param>
/// <param name="Instances">The processes whose errors are among them, the one that was asked first.</param>
/// <param name="Unanswered">How many processes did not answer in time; null where the others could not be asked.</param>
internal sealed record ErrorList(
    IReadOnlyList<ErrorItem> Items, int Capacity, long Lost, bool Sentry, IReadOnlyList<string> Instances, int? Unanswered);

/// <summary>An error, and how often it happened within a minute.</summary>
/// <param name="Id">Grows from one error to the next.</param>
/// <param name="Time">The first time.</param>
/// <param name="LastTime">The last time; the ids are of that one.</param>
/// <param name="Count">How often.</param>
/// <param name="Level"><c>error</c> or <c>critical</c>.</param>
/// <param name="Source"><c>gateway</c> or <c>silo</c>.</param>
/// <param name="Instance">The process.</param>
/// <param name="Type">The exception's type, or what logged it.</param>
/// <param name="Message">At most 300 characters, without queries of URLs.</param>
/// <param name="Code">The problem that was answered.</param>
/// <param name="Method">The request's method.</param>
/// <param name="Route">The endpoint's pattern.</param>
/// <param name="Status">The status that was answered.</param>
/// <param name="RequestId">The request.</param>
/// <param name="TraceId">The trace.</param>
/// <param name="JobId">The job.</param>
/// <param name="FileId">The file.</param>
/// <param name="SentryEventId">The first report of it; null when it was not reported.</param>
/// <param name="SentryUrl">Where that report is shown.</param>
internal sealed record ErrorItem(
    long Id,
    DateTimeOffset Time,
    DateTimeOffset LastTime,
    int Count,
    string Level,
    string Source,
    string Instance,
    string Type,
    string Message,
    string? Code,
    string? Method,
    string? Route,
    int? Status,
    string? RequestId,
    string? TraceId,
    string? JobId,
    int? FileId,
    string? SentryEventId,
    string? SentryUrl)
{
    public static ErrorItem Of(LoggedError error, Uri? sentry) => new(
        error.Id,
        error.Time,
        error.LastTime,
        error.Count,
        error.Level,
        error.Source,
        error.Instance,
        error.Type,
        error.Message,
        error.Code,
        error.Method,
        error.Route,
        error.Status,
        error.RequestId,
        error.TraceId,
        error.JobId,
        error.FileId,
        error.SentryEventId,
        sentry is null || error.SentryEventId is null ? null : $"{sentry.AbsoluteUri.TrimEnd('/')}/issues/?query={error.SentryEventId}");
}
