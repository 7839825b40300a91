using Downstream.Gateway.Problems;

namespace Downstream.Gateway.Events;

/// <summary>
/// Answers a stream that comes back, and is refused for a while only, with one that says when to try again: at any
/// status but 200 an EventSource gives up for good.
/// </summary>
internal sealed partial class ComeBackLater(ILogger<ComeBackLater> logger) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        return HttpMethods.IsGet(request.Method) && LastEventId.IsInHeader(request) ? AnswerAsync(context, next) : next(context);
    }

    private async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            var result = await next(context);
            return result is Problem { Code.Status: StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable }
                ? BriefStream.ComeBack()
                : result;
        }
        catch (Exception exception) when (IsPassing(exception, context.HttpContext))
        {
            LogSentAway(context.HttpContext.Request.Path, exception.GetType().Name);
            return BriefStream.ComeBack();
        }
    }

    private static bool IsPassing(Exception exception, HttpContext context) =>
        !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested && ClusterFailures.IsUnavailable(exception);

    [LoggerMessage(2305, LogLevel.Warning, "{Path} told a stream to come back later because of {Exception}")]
    private partial void LogSentAway(string path, string exception);
}
