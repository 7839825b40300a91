using Downstream.Gateway.Events.Cursors;
using Downstream.Gateway.Http.Problems;

namespace Downstream.Gateway.Events.Streams;

/// <summary>
/// Answers a stream that comes back, and is refused for a while only, with one that says when to try again: at any
/// status but 200 an EventSource gives up for good. What does not pass stays a refusal: a job that is not there, a page
/// of another site, an id that is none.
/// </summary>
internal sealed partial class ComeBackLater(ILogger<ComeBackLater> logger) : IAnswersInstead, IEndpointFilter
{
    public IResult? Instead(Problem problem, HttpContext context) =>
        problem.MayPass && IsReturning(context.Request) ? BriefStream.ComeBack(problem.RetryAfter) : null;

    /// <summary>Catches what the handler of exceptions would answer with headers of its own.</summary>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (IsReturning(request) && !response.HasStarted && !context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            if (ClusterFailures.IsUnavailable(exception))
                LogSentAway(request.Path, exception.GetType().Name);
            else
                LogFailed(exception, request.Path);

            return BriefStream.ComeBack(wait: null);
        }
    }

    /// <summary>Whether an EventSource comes back that had a stream.</summary>
    public static bool IsReturning(HttpRequest request) => HttpMethods.IsGet(request.Method) && LastEventId.Of(request) is not null;

    [LoggerMessage(2305, LogLevel.Warning, "{Path} told a stream to come back later because of {Exception}")]
    private partial void LogSentAway(string path, string exception);

    [LoggerMessage(2307, LogLevel.Error, "{Path} failed, and told a stream to come back later")]
    private partial void LogFailed(Exception exception, string path);
}
