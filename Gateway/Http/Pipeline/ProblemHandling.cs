using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Net.Http.Headers;

namespace Downstream.Gateway.Http.Pipeline;

/// <summary>Makes problems of what no endpoint answered: exceptions, refused parameters, and the statuses that the framework decides on.</summary>
internal static partial class ProblemHandling
{
    /// <summary>Has a parameter that is refused answered by its status, which in Development is an exception by default.</summary>
    public static void AddProblems(this IServiceCollection services) =>
        services.PostConfigure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = false);

    /// <summary>Answers exceptions. The feature that it leaves behind is what error tracking reads.</summary>
    public static IApplicationBuilder UseProblemsForExceptions(this IApplicationBuilder app) => app.UseExceptionHandler(new ExceptionHandlerOptions
    {
        AllowStatusCode404Response = true,
        SuppressDiagnosticsCallback = _ => true,
        ExceptionHandler = HandleAsync,
    });

    /// <summary>Gives a body to refused parameters, to 404, 405 and their like, which routing and files leave without one, and answers OPTIONS.</summary>
    public static IApplicationBuilder UseProblemsForStatuses(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        var response = context.Response;
        if (response.HasStarted || response.StatusCode < StatusCodes.Status400BadRequest || response.ContentLength > 0)
            return;

        if (response.StatusCode == StatusCodes.Status400BadRequest && Binding.RefusalOf(context) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        // OPTIONS asks for just what the refusal of a method says (RFC 9110, 9.3.7).
        if (response.StatusCode == StatusCodes.Status405MethodNotAllowed && HttpMethods.IsOptions(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            response.Headers.Allow = $"{response.Headers.Allow}, {HttpMethods.Options}";
            return;
        }

        var code = ProblemCode.ForStatus(response.StatusCode);
        var detail = code == ProblemCode.MethodNotAllowed && response.Headers.Allow.Count > 0
            ? $"This address supports {response.Headers.Allow}."
            : null;

        // A refused range leaves the headers of the file that is not sent.
        response.Headers.Remove(HeaderNames.ContentDisposition);
        await new Problem(code, detail).ExecuteAsync(context);
    });

    private static Task HandleAsync(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var problem = exception switch
        {
            BadHttpRequestException bad => new Problem(ProblemCode.ForStatus(bad.StatusCode)),
            not null when ClusterFailures.IsUnavailable(exception) => new Problem(ProblemCode.ClusterUnavailable),
            SentryTestException => new Problem(ProblemCode.InternalError, exception.Message),
            _ => new Problem(ProblemCode.InternalError, InternalDetail(context, exception)),
        };

        var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProblemHandling));
        using var scope = JobLogScope.BeginAgain(context, log);
        var (method, path, requestId) = (context.Request.Method, context.Request.Path, context.TraceIdentifier);
        if (problem.Code == ProblemCode.InternalError)
            LogFailed(log, exception, method, RouteOf(context), problem.Code.Status, problem.Code.Code, requestId);
        else if (problem.Code.Status >= 500)
            LogUnavailable(log, method, path, requestId, problem.Code.Code, exception?.GetType().Name);
        return problem.ExecuteAsync(context);
    }

    /// <summary>The pattern of the endpoint: one for all its jobs and files.</summary>
    private static string? RouteOf(HttpContext context)
    {
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        return (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? context.Request.Path.Value;
    }

    private static string? InternalDetail(HttpContext context, Exception? exception) =>
        context.RequestServices.GetRequiredService<IHostEnvironment>().IsDevelopment() ? exception?.ToString() : null;

    [LoggerMessage(2001, LogLevel.Error, "{Method} {Route} failed: {Status} {Code} (request {RequestId})")]
    private static partial void LogFailed(ILogger logger, Exception? exception, string method, string? route, int status, string code, string requestId);

    [LoggerMessage(2002, LogLevel.Warning, "{Method} {Path} answered {Code} because of {Exception} (request {RequestId})")]
    private static partial void LogUnavailable(ILogger logger, string method, string path, string requestId, string code, string? exception);
}
