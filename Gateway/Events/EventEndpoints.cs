using Downstream.Gateway.Callers;
using Downstream.Gateway.Callers.Sites;
using Downstream.Gateway.Events.AllJobs;
using Downstream.Gateway.Events.Cursors;
using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Events.Streams;
using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;
using Downstream.Gateway.RateLimiting;
using Downstream.Grains.Abstractions;

namespace Downstream.Gateway.Events;

/// <summary>The event streams of one job and of all the caller's jobs.</summary>
internal static class EventEndpoints
{
    /// <summary>What a client that found no place is told to wait.</summary>
    private static readonly TimeSpan WhenFull = TimeSpan.FromSeconds(10);

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        // The API's document describes streams by hand.
        var group = routes.MapGroup("/v1");
        var comeBack = ActivatorUtilities.CreateInstance<ComeBackLater>(routes.ServiceProvider);
        group.AddEndpointFilter(comeBack).WithMetadata(comeBack).WithLimitOfReturns(ComeBackLater.IsReturning).ExcludeFromDescription().DisableRequestTimeout();
        group.MapRead("/download/subscribe/{jobId}", SubscribeJobAsync);
        group.MapRead("/downloads/subscribe", SubscribeAllAsync).ShowsCallersOwn();
    }

    public static async Task<IResult> SubscribeJobAsync(string jobId, HttpContext context, EventStreams streams, JobOpener opener)
    {
        if (!JobIds.ParsePath(jobId).TryGet(out var id, out var problem))
            return problem;

        var address = context.Connection.RemoteIpAddress;
        if (streams.TryEnter(address) is not PlaceEntry.Entered and var full)
            return NoPlace(full);

        var goesOn = false;
        try
        {
            var opening = await opener.OpenAsync(id, LastEventId.Parse(LastEventId.Of(context.Request)), context.RequestAborted);
            if (opening.Cursor is null)
                return Refusal(opening.Result);

            if (HttpMethods.IsHead(context.Request.Method))
            {
                opening.Cursor.Dispose();
                return BriefStream.HeadOnly;
            }

            goesOn = await EventStreams.ServeAsync(new JobStream(streams, context, id, opening.Cursor), context);
            return TypedResults.Empty;
        }
        finally
        {
            if (!goesOn)
                streams.Leave(address);
        }
    }

    public static async Task<IResult> SubscribeAllAsync(HttpContext context, EventStreams streams, JobOpener opener, IGrainFactory grains, FeedOptions feeds, AllJobsOptions options, ILogger<AllJobsStream> logger)
    {
        if (!Caller.Resolve(context.Request).TryGet(out var caller, out var problem))
            return problem;

        var address = context.Connection.RemoteIpAddress;
        if (streams.TryEnter(address) is not PlaceEntry.Entered and var full)
            return NoPlace(full);

        var goesOn = false;
        try
        {
            var jobs = grains.CallerJobs(caller);
            if (HttpMethods.IsHead(context.Request.Method))
                return BriefStream.HeadOnly;

            goesOn = await EventStreams.ServeAsync(new AllJobsStream(streams, context, opener, jobs, caller, feeds, options, logger), context);
            return TypedResults.Empty;
        }
        finally
        {
            if (!goesOn)
                streams.Leave(address);
        }
    }

    private static IResult Refusal(OpenResult result) => result switch
    {
        OpenResult.NotFound => new Problem(ProblemCode.JobNotFound),
        OpenResult.Expired => new Problem(ProblemCode.JobExpired),
        OpenResult.PastEnd => TypedResults.NoContent(),
        OpenResult.Full => NoPlace(PlaceEntry.ProcessFull),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, null),
    };

    private static Problem NoPlace(PlaceEntry full) => full == PlaceEntry.AddressFull
        ? new(ProblemCode.RateLimited, "This address holds as many event streams as it may. Close one, or follow all jobs in one stream.") { RetryAfter = WhenFull }
        : new(ProblemCode.ClusterUnavailable, "This gateway holds as many event streams as it may. Try again shortly.") { RetryAfter = WhenFull };
}
