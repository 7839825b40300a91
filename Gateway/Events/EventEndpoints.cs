using Downstream.Gateway.Callers;
using Downstream.Gateway.Hosting;
using Downstream.Gateway.Problems;
using Downstream.Gateway.Requests;
using Downstream.Gateway.Routing;

namespace Downstream.Gateway.Events;

/// <summary>The event streams of one job and of all the caller's jobs.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        // The API's document describes streams by hand.
        var group = routes.MapGroup("/v1");
        var comeBack = ActivatorUtilities.CreateInstance<ComeBackLater>(routes.ServiceProvider);
        group.AddEndpointFilter(comeBack).WithMetadata(comeBack).ExcludeFromDescription().DisableRequestTimeout();
        group.MapRead("/download/subscribe/{jobId}", SubscribeJobAsync);
        group.MapRead("/downloads/subscribe", SubscribeAllAsync).ShowsCallersOwn();
    }

    public static async Task<IResult> SubscribeJobAsync(string jobId, HttpContext context, EventStreams streams, JobOpener opener)
    {
        if (!JobIds.ParsePath(jobId).TryGet(out var id, out var problem))
            return problem;

        var address = context.Connection.RemoteIpAddress;
        if (streams.TryEnter(address) is not StreamEntry.Entered and var full)
            return NoPlace(full, streams);

        try
        {
            var opening = await opener.OpenAsync(id, LastEventId.Parse(LastEventId.Of(context.Request)), context.RequestAborted);
            if (opening.Cursor is null)
                return Refusal(opening.Result, streams);

            if (HttpMethods.IsHead(context.Request.Method))
            {
                opening.Cursor.Dispose();
                return BriefStream.HeadOnly;
            }

            using var stream = new JobStream(streams, context, id, opening.Cursor);
            await stream.RunAsync();
            return TypedResults.Empty;
        }
        finally
        {
            streams.Leave(address);
        }
    }

    public static async Task<IResult> SubscribeAllAsync(HttpContext context, EventStreams streams, JobOpener opener, JobGrains grains, ILogger<AllJobsStream> logger)
    {
        if (!Caller.Resolve(context.Request).TryGet(out var caller, out var problem))
            return problem;

        var address = context.Connection.RemoteIpAddress;
        if (streams.TryEnter(address) is not StreamEntry.Entered and var full)
            return NoPlace(full, streams);

        try
        {
            var jobs = grains.Client(caller);
            if (HttpMethods.IsHead(context.Request.Method))
                return BriefStream.HeadOnly;

            using var stream = new AllJobsStream(streams, context, opener, jobs, caller, logger);
            await stream.RunAsync();
            return TypedResults.Empty;
        }
        finally
        {
            streams.Leave(address);
        }
    }

    private static IResult Refusal(OpenResult result, EventStreams streams) => result switch
    {
        OpenResult.NotFound => new Problem(ProblemCode.JobNotFound),
        OpenResult.Expired => new Problem(ProblemCode.JobExpired),
        OpenResult.PastEnd => TypedResults.NoContent(),
        OpenResult.Full => NoPlace(StreamEntry.ProcessFull, streams),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, null),
    };

    private static Problem NoPlace(StreamEntry full, EventStreams streams) => full == StreamEntry.ClientFull
        ? new(ProblemCode.RateLimited, "This address holds as many event streams as it may. Close one, or follow all jobs in one stream.") { RetryAfter = streams.Options.RetryAfter }
        : new(ProblemCode.ClusterUnavailable, "This gateway holds as many event streams as it may. Try again shortly.") { RetryAfter = streams.Options.RetryAfter };
}
