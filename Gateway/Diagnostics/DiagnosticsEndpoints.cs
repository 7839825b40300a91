using Downstream.Gateway.Diagnostics.Errors;
using Downstream.Gateway.Diagnostics.Performance;
using Downstream.Gateway.Diagnostics.Traces;
using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Gateway.Events.Streams;
using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Documents;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;
using Downstream.Gateway.RateLimiting;
using Downstream.Silo.Hosting.Telemetry;
using Downstream.Silo.Hosting.Telemetry.Exchange;
using Downstream.Silo.Hosting.Telemetry.Performance;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Downstream.Gateway.Diagnostics;

/// <summary>The service's own figures, errors and traces, for its operators and for the web UI.</summary>
internal static class DiagnosticsEndpoints
{
    private const int RequestsPerMinute = 120;

    private static readonly TimeSpan LargestSkew = TimeSpan.FromSeconds(5);

    public static void MapDiagnostics(this IEndpointRouteBuilder routes)
    {
        var all = routes.MapGroup("/v1/diagnostics").WithTags("Diagnostics").WithOwnRateLimit(RequestsPerMinute);
        var guarded = all.MapGroup(string.Empty).WithDiagnosticsAccess();
        guarded.MapRead("/performance", PerformanceAsync)
            .WithName("readPerformance")
            .WithSummary("Requests, jobs and streams of the last minutes")
            .Takes(DiagnosticsParameters.Window)
            .Gives<PerformanceReport>(StatusCodes.Status200OK)
            .Refuses(ProblemCode.InvalidRequest, ProblemCode.DiagnosticsForbidden, ProblemCode.RateLimited);
        guarded.MapRead("/errors", ErrorsAsync)
            .WithName("readErrors")
            .WithSummary("The last errors, newest first")
            .Takes(Parameters.Limit, DiagnosticsParameters.AfterError)
            .Gives<ErrorList>(StatusCodes.Status200OK)
            .Refuses(ProblemCode.InvalidRequest, ProblemCode.DiagnosticsForbidden, ProblemCode.RateLimited);
        guarded.MapRead("/traces", Traces)
            .WithName("listTraces")
            .WithSummary("The last traces, newest first")
            .Takes(Parameters.Limit)
            .Gives<TraceList>(StatusCodes.Status200OK)
            .Refuses(ProblemCode.InvalidRequest, ProblemCode.DiagnosticsForbidden, ProblemCode.RateLimited);
        guarded.MapRead("/streams", Streams)
            .WithName("readStreams")
            .WithSummary("The open event streams and feeds of this process")
            .Gives<StreamReport>(StatusCodes.Status200OK)
            .Refuses(ProblemCode.DiagnosticsForbidden, ProblemCode.RateLimited);
        all.MapRead("/traces/{traceId}", TraceAsync)
            .WithName("readTrace")
            .WithSummary("One trace, for whoever knows its id")
            .Takes(Parameters.IfNoneMatch)
            .Gives<TraceDocument>(StatusCodes.Status200OK)
            .Gives(StatusCodes.Status304NotModified, "The trace is as the client has it.")
            .Refuses(ProblemCode.TraceNotFound, ProblemCode.RateLimited, ProblemCode.TracesUnavailable);
    }

    private static async Task<IResult> PerformanceAsync(PerformanceQuery query, HttpContext context, PerformanceMeter meter, ServiceInstance instance, TimeProvider time)
    {
        var slots = query.Seconds / Slots.Seconds;
        var others = await OthersAsync(context, errorsAfter: null, slots);
        var report = PerformanceReport.Of(
            meter.Read(instance.Id, instance.Service, slots),
            [.. others.Answers.Select(answer => answer.Performance).OfType<PerformanceSnapshot>()],
            others.Unanswered,
            slots,
            time.GetUtcNow());
        return TypedResults.Json(report, DiagnosticsJson.Contract.PerformanceReport);
    }

    private static async Task<IResult> ErrorsAsync(ErrorQuery query, HttpContext context, ErrorLog errors, ServiceInstance instance, DiagnosticsOptions options)
    {
        // The clocks of others may be behind. An error that is told twice is known by its id.
        var others = await OthersAsync(context, ErrorLog.Before(query.After, LargestSkew), slots: 0);
        ErrorPage[] pages = [errors.Read(query.After), .. others.Answers.Select(answer => answer.Errors).OfType<ErrorPage>()];
        var items = pages.SelectMany(page => page.Errors).OrderByDescending(error => error.LastId).Take(query.Limit).Select(error => ErrorItem.Of(error, options.SentryUrl));
        var list = new ErrorList(
            [.. items],
            ErrorLog.Capacity,
            pages.Sum(page => page.Lost),
            options.SentryDsn is not null,
            [instance.Id, .. others.Answers.Select(answer => answer.Instance)],
            others.Unanswered);
        return TypedResults.Json(list, DiagnosticsJson.Contract.ErrorList);
    }

    /// <summary>What the other processes of the cluster say; in the one-process default there are none.</summary>
    private static async Task<ExchangeRound> OthersAsync(HttpContext context, long? errorsAfter, int slots) =>
        context.RequestServices.GetService<DiagnosticsExchange>() is { } exchange
            ? await exchange.AskAsync(errorsAfter, slots, context.RequestAborted)
            : ExchangeRound.NobodyElse;

    private static JsonHttpResult<TraceList> Traces(TraceListQuery query, SpanStore store) =>
        TypedResults.Json(new TraceList(store.Recent(query.Limit), "memory"), TraceJson.Contract.TraceList);

    private static JsonHttpResult<StreamReport> Streams(EventStreams streams) =>
        TypedResults.Json(streams.Report(), DiagnosticsJson.Contract.StreamReport);

    private static async Task<IResult> TraceAsync(TraceId traceId, HttpContext context, TraceReader traces)
    {
        try
        {
            if (await traces.FindAsync(traceId.Value, context.RequestAborted) is not { } trace)
                return new Problem(ProblemCode.TraceNotFound);

            var tag = $"\"{trace.Source}-{trace.SpanCount}-{trace.LostSpans}-{trace.DurationUs}-{(trace.Running ? 1 : 0)}\"";
            context.Response.Headers.ETag = tag;
            return EntityTags.IsKnown(context.Request, tag)
                ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
                : TypedResults.Json(trace, TraceJson.Contract.TraceDocument);
        }
        catch (HttpRequestException)
        {
            return new Problem(ProblemCode.TracesUnavailable);
        }
    }
}
