using System.Text.Json;
using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Gateway.Http.Bodies;
using Downstream.Gateway.Http.Documents;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.RateLimiting;
using Microsoft.AspNetCore.Http.Features;

namespace Downstream.Gateway.Diagnostics.Traces.Browser;

/// <summary>Takes in the spans of the web UI: into the store, and on to the collector.</summary>
internal static class TelemetryEndpoint
{
    public const int MostBytes = 64 * 1024;

    private const int RequestsPerMinute = 60;

    public static void MapTelemetry(this IEndpointRouteBuilder routes) => routes.MapPost("/v1/telemetry/traces", TakeAsync)
        .WithTags("Diagnostics")
        .WithName("exportSpans")
        .WithSummary("Take in spans of the web UI")
        .WithDescription("OTLP in JSON, from the service's own pages only: at most 64 KiB and 128 spans.")
        .WithOwnRateLimit(RequestsPerMinute)
        .Takes<SpansBody>()
        .Gives<SpansTaken>(StatusCodes.Status200OK)
        .Refuses(
            ProblemCode.InvalidRequest, ProblemCode.CrossSite, ProblemCode.RequestTimeout, ProblemCode.PayloadTooLarge, ProblemCode.UnsupportedMediaType,
            ProblemCode.RateLimited);

    private static async Task<IResult> TakeAsync(
        HttpContext context, JsonBodies bodies, SpanStore store, SpanForwarder forwarder, TimeProvider time)
    {
        if (!IsSameOrigin(context.Request))
            return new Problem(ProblemCode.CrossSite, "Spans are taken from this service's own pages only.");

        if (context.Request.ContentLength > MostBytes)
            return TooLarge($"At most {MostBytes} bytes are taken at once.");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MostBytes;
        if (!(await bodies.ReadAsync(context.Request)).TryGet(out var body, out var problem))
            return problem;

        try
        {
            using var request = JsonDocument.Parse(body);
            return Take(request.RootElement, store, forwarder, time.GetUtcNow());
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException)
        {
            return new Problem(ProblemCode.InvalidRequest, "The body is not an ExportTraceServiceRequest in JSON.");
        }
    }

    private static IResult Take(JsonElement request, SpanStore store, SpanForwarder forwarder, DateTimeOffset now)
    {
        var spans = BrowserSpans.In(request).Take(BrowserSpans.MostSpans + 1).ToList();
        if (spans.Count > BrowserSpans.MostSpans)
            return TooLarge($"At most {BrowserSpans.MostSpans} spans are taken at once.");

        var (rejected, reason) = (0, default(string));
        foreach (var item in spans)
        {
            var (traceId, span, refusal) = BrowserSpans.Read(item, now);
            if (span is null)
            {
                (rejected, reason) = (rejected + 1, reason ?? refusal);
                continue;
            }

            store.AddForeign(traceId, span);
            forwarder.Forward(traceId, span);
        }

        return TypedResults.Json(
            new SpansTaken(rejected == 0 ? null : new PartialSuccess(rejected, $"A span was refused: {reason}.")), BrowserJson.Contract.SpansTaken);
    }

    /// <summary>A page of this very origin; where browsers do not say so (over plain HTTP), one of this host and port.</summary>
    private static bool IsSameOrigin(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is [{ } site])
            return site == "same-origin";

        return Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin)
            && string.Equals(origin.Authority, new UriBuilder($"{request.Scheme}://{request.Host.Value}").Uri.Authority, StringComparison.OrdinalIgnoreCase);
    }

    private static Problem TooLarge(string detail) => new(ProblemCode.PayloadTooLarge, detail);
}

/// <summary>The answer to exported spans, as OTLP has it.</summary>
/// <param name="PartialSuccess">What was refused; missing when nothing was.</param>
internal sealed record SpansTaken(
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] PartialSuccess? PartialSuccess = null);

internal sealed record PartialSuccess(int RejectedSpans, string ErrorMessage);
