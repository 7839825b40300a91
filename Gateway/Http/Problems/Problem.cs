using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;

namespace Downstream.Gateway.Http.Problems;

/// <summary>A refusal: writes itself as <c>application/problem+json</c>.</summary>
/// <param name="code">What is wrong.</param>
/// <param name="detail">This occurrence in a sentence; the code's own when there is nothing more to say.</param>
internal sealed class Problem(ProblemCode code, string? detail = null) : IResult
{
    public const string ContentType = "application/problem+json";

    private static readonly TimeSpan WhenUnavailable = TimeSpan.FromSeconds(2);

    public ProblemCode Code { get; } = code;

    public string Detail { get; } = detail ?? code.Detail;

    /// <summary>What is wrong with which field, by its path (<c>file_ids[3]</c>).</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>When it may work; a few seconds by default where the code means a passing fault.</summary>
    public TimeSpan? RetryAfter { get; init; } = code.Status == StatusCodes.Status503ServiceUnavailable ? WhenUnavailable : null;

    /// <summary>Whether the same request may be answered later, so that a stream that comes back is told to come back again.</summary>
    public bool MayPass { get; init; } = code.Status is StatusCodes.Status429TooManyRequests or >= StatusCodes.Status500InternalServerError;

    /// <summary>A request that is wrong in one field.</summary>
    public static Problem Invalid(string field, string error) => new(ProblemCode.InvalidRequest, $"{field}: {error}")
    {
        Errors = new Dictionary<string, string[]>(1) { [field] = [error] },
    };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        // The handler of exceptions takes the endpoint off the context.
        var endpoint = httpContext.GetEndpoint() ?? httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        return endpoint?.Metadata.GetMetadata<IAnswersInstead>()?.Instead(this, httpContext) is { } other
            ? other.ExecuteAsync(httpContext)
            : WriteAsync(httpContext);
    }

    private Task WriteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Code.Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = Seconds(wait);

        var body = JsonSerializer.SerializeToUtf8Bytes(Document(httpContext), ProblemJson.Contract.ProblemDocument);
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    /// <summary>Whole seconds, at least one, as <c>Retry-After</c> wants them.</summary>
    public static string Seconds(TimeSpan time) =>
        Math.Max(1, (long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private ProblemDocument Document(HttpContext context) => new()
    {
        Type = $"urn:downstream:problem:{Code.Code}",
        Title = Code.Title,
        Status = Code.Status,
        Detail = Detail,
        Instance = context.Request.Path.ToUriComponent(),
        Code = Code.Code,
        RequestId = context.TraceIdentifier,
        TraceId = RequestTrace.IdOf(context),
        Errors = Errors,
        Error = Code.Title,
        Message = Detail,
    };
}
