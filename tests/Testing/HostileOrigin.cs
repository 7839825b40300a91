using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Downstream.Testing;

/// <summary>
/// An HTTP origin on loopback. It serves <see cref="Content"/> honestly, with ranges, unless it was told to answer the
/// next requests in another way: each <c>Then…</c> adds one answer, used once, in order.
/// </summary>
public sealed class HostileOrigin : IAsyncDisposable
{
    /// <summary>In the query of every URL, to be looked for where it must not turn up.</summary>
    public const string Secret = "s3cr3t-token";

    private static readonly TimeSpan StallLimit = TimeSpan.FromMinutes(1);

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();

    private HostileOrigin(WebApplication app) => _app = app;

    /// <summary>The bytes of every file but those with an odd id, which are missing.</summary>
    public byte[] Content { get; set; } = [];

    public string? ETag { get; set; } = "\"one\"";

    public DateTimeOffset? LastModified { get; set; }

    public string Address => _app.Urls.First();

    public string UrlTemplate => $"{Address}/files/{{file_id}}.zip?token={Secret}";

    /// <summary>What was asked so far.</summary>
    public ConcurrentQueue<OriginRequest> Requests { get; } = new();

    public static async Task<HostileOrigin> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var origin = new HostileOrigin(app);
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(origin.AnswerAsync);
        await app.StartAsync(cancellationToken);
        return origin;
    }

    public void ThenServe() => _answers.Enqueue(ServeAsync);

    /// <summary>Ends the response after so many bytes of it.</summary>
    public void ThenBreakOffAfter(int count) => _answers.Enqueue(context => ServeAsync(context, count, _ => Task.CompletedTask));

    /// <summary>Sends nothing more after so many bytes, with the connection left open; what is not announced has no length in its head.</summary>
    public void ThenStallAfter(int count, bool announced = true) => _answers.Enqueue(context => ServeAsync(context, count, HoldAsync, announced));

    /// <summary>Does not even send the head.</summary>
    public void ThenStaySilent() => _answers.Enqueue(context => HoldAsync(context.RequestAborted));

    public void ThenAnswer(int status, string? retryAfter = null) => _answers.Enqueue(context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter ?? StringValues.Empty;
        return Task.CompletedTask;
    });

    public void ThenRedirect(string location) => _answers.Enqueue(context =>
    {
        context.Response.Redirect(location);
        return Task.CompletedTask;
    });

    /// <summary>Changes the file before the next request is answered.</summary>
    public void ThenChange(string etag, byte[] content) => _answers.Enqueue(context =>
    {
        (ETag, Content) = (etag, content);
        return ServeAsync(context);
    });

    /// <summary>Sends the whole file, whatever range was asked for.</summary>
    public void ThenIgnoreTheRange() => _answers.Enqueue(async context =>
    {
        Describe(context);
        await context.Response.Body.WriteAsync(Content, context.RequestAborted);
    });

    /// <summary>Answers a range with these bytes and this <c>Content-Range</c>, in chunks, so that nothing else tells the length.</summary>
    public void ThenAnswerTheRange(string contentRange, byte[] bytes, string? etag = null) => _answers.Enqueue(async context =>
    {
        Describe(context);
        context.Response.StatusCode = StatusCodes.Status206PartialContent;
        context.Response.Headers.ContentRange = contentRange;
        context.Response.Headers.ETag = etag ?? ETag;
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    });

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        Requests.Enqueue(new OriginRequest(context.Request.Method, headers.Range, headers.IfRange, headers.Authorization));
        return _answers.TryDequeue(out var answer) ? answer(context) : ServeAsync(context);
    }

    private Task ServeAsync(HttpContext context)
    {
        var name = Path.GetFileNameWithoutExtension(context.Request.Path);
        if (!int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) || int.IsOddInteger(id))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var tag = ETag is null ? null : EntityTagHeaderValue.Parse(ETag);
        return Results.Bytes(Content, "application/zip", entityTag: tag, lastModified: LastModified, enableRangeProcessing: true).ExecuteAsync(context);
    }

    /// <summary>The head of the whole rest that was asked for, then only so many bytes of it, then what follows.</summary>
    private async Task ServeAsync(HttpContext context, int count, Func<CancellationToken, Task> then, bool announced = true)
    {
        Describe(context);
        var from = 0;
        if (context.Request.GetTypedHeaders().Range?.Ranges.Single().From is { } asked)
        {
            from = (int)asked;
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {from}-{Content.Length - 1}/{Content.Length}";
        }

        context.Response.ContentLength = announced ? Content.Length - from : null;
        await context.Response.Body.WriteAsync(Content.AsMemory(from, count), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await then(context.RequestAborted);
    }

    private void Describe(HttpContext context)
    {
        context.Response.Headers.ETag = ETag ?? StringValues.Empty;
        if (LastModified is { } modified)
            context.Response.GetTypedHeaders().LastModified = modified;
    }

    private static async Task HoldAsync(CancellationToken cancellationToken)
    {
        var aborted = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(aborted.SetResult);
        await aborted.Task.WaitAsync(StallLimit, CancellationToken.None);
    }
}

/// <summary>One request that an origin received.</summary>
public sealed record OriginRequest(string Method, string? Range, string? IfRange, string? Authorization);
