using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Downstream.Silo.Hosting.Telemetry;

/// <summary>Reports errors to Sentry, where it is set up, under the trace and the request that they belong to.</summary>
/// <param name="isOn">Whether this process has somewhere to report to; the SDK's own word is that of the operating system's process.</param>
internal sealed partial class ErrorReporter(bool isOn)
{
    private const string TraceTag = "trace_id";

    private const string InstanceTag = "instance";
    private const string SpanTag = "span_id";

    /// <summary>A text without the query of any URL in it: that is where signatures are.</summary>
    public static string WithoutQueries(string text) => Query().Replace(text, "?…");

    /// <summary>Whether an exception says that the client is at fault or went away, rather than this service.</summary>
    public static bool IsExpected(Exception? exception) => exception is BadHttpRequestException or OperationCanceledException;

    /// <returns>The event's id; null when it was not reported.</returns>
    public string? Report(LoggedError error, string category, Exception? exception, string text)
    {
        if (!isOn || IsExpected(exception) || category.StartsWith("Sentry", StringComparison.Ordinal))
            return null;

        var report = new SentryEvent(exception)
        {
            Level = error.Level == "critical" ? SentryLevel.Fatal : SentryLevel.Error,
            Logger = category,
            Message = new SentryMessage { Message = text },
        };
        SetTag(report, TraceTag, error.TraceId);
        SetTag(report, SpanTag, Activity.Current?.SpanId.ToHexString());
        SetTag(report, "request_id", error.RequestId);
        SetTag(report, "code", error.Code);
        SetTag(report, "route", error.Route);
        SetTag(report, "job_id", error.JobId);
        SetTag(report, InstanceTag, error.Instance);
        var id = SentrySdk.CaptureEvent(report);
        return id == SentryId.Empty ? null : id.ToString();
    }

    /// <summary>
    /// Puts the event into its trace: the SDK writes the trace of its own scope there just before it asks this. What did not
    /// come this way is left out, except the process's own end.
    /// </summary>
    public static SentryEvent? Complete(SentryEvent report)
    {
        if (!report.Tags.ContainsKey(InstanceTag) && IsFromPipeline(report))
            return null;
        if (!report.Tags.TryGetValue(TraceTag, out var traceId))
            return report;

        report.Contexts.Trace.TraceId = SentryId.Parse(traceId);
        if (report.Tags.TryGetValue(SpanTag, out var spanId))
            report.Contexts.Trace.SpanId = new SpanId(spanId);
        return report;
    }

    /// <summary>The SDK takes what the exception handler answered: errors are reported by their log entry, and an outage that passes is none.</summary>
    private static bool IsFromPipeline(SentryEvent report) => report.SentryExceptions?.Any(thrown =>
        thrown.Mechanism?.Type is { } mechanism && (mechanism == "IExceptionHandlerFeature" || mechanism.StartsWith("SentryMiddleware", StringComparison.Ordinal))) == true;

    private static void SetTag(SentryEvent report, string name, string? value)
    {
        if (value is not null)
            report.SetTag(name, value);
    }

    // An apostrophe may stand in a URL as it is. The name holds no further question mark, so that no text takes long.
    [GeneratedRegex(@"\?[^\s""<>=?]+=[^\s""<>]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 250)]
    private static partial Regex Query();
}
