using Downstream.Silo.Hosting;

namespace Downstream.Gateway.Diagnostics.Traces.Spans;

/// <summary>Where traces are kept, read and shown.</summary>
internal sealed record TraceOptions
{
    /// <summary>How many spans are kept in memory; 0 for none.</summary>
    public int StoreSpans { get; init; } = 40_000;

    /// <summary>Where traces are read from; null for this process's own memory.</summary>
    public Uri? JaegerQueryUrl { get; init; }

    /// <summary>Where the traces of a job are shown; null for nowhere.</summary>
    public Uri? JaegerUiUrl { get; init; }

    /// <summary>Whether there are other processes, which record spans of their own.</summary>
    public bool IsOneOfSeveral { get; init; }

    public static TraceOptions From(Settings settings) => new()
    {
        StoreSpans = settings.Integer("TRACE_STORE_SPANS", new TraceOptions().StoreSpans, 0, 1_000_000),
        JaegerQueryUrl = settings.Url("JAEGER_QUERY_URL", "http", "https"),
        JaegerUiUrl = settings.Url("JAEGER_UI_URL", "http", "https"),
        IsOneOfSeveral = settings.Text("REDIS_URL") is not null,
    };
}
