using Downstream.Gateway.Http.Requests;
using Downstream.Grains.Abstractions.Telemetry;

namespace Downstream.Gateway.Http.Pipeline;

/// <summary>Gives what is logged of a request about a job that job's id.</summary>
internal sealed class JobLogScope(RequestDelegate next, ILogger<JobLogScope> logger)
{
    private static readonly object Key = new();

    public async Task InvokeAsync(HttpContext context)
    {
        using var scope = context.GetRouteValue(JobId.Parameter) is string text && JobIds.ParsePath(text).TryGet(out var jobId, out _) ? Begin(context, logger, jobId) : null;
        await next(context);
    }

    public static IDisposable? Begin(HttpContext context, ILogger logger, Guid jobId)
    {
        context.Items[Key] = jobId;
        return logger.BeginJob(jobId);
    }

    /// <summary>The scope once more, for what handles the request's exception: that has left the scope, and the route.</summary>
    public static IDisposable? BeginAgain(HttpContext context, ILogger logger) => context.Items[Key] is Guid jobId ? logger.BeginJob(jobId) : null;
}
