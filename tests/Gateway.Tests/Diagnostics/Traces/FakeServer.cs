using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Downstream.Gateway.Tests.Diagnostics.Traces;

/// <summary>What the gateway asks for traces, or sends spans to: it answers as it is told, and keeps what it was sent.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeServer(WebApplication app) => _app = app;

    public ConcurrentQueue<(string Path, string Body, string? Key)> Requests { get; } = [];

    public TaskCompletionSource First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Url => _app.Urls.Single();

    public static async Task<FakeServer> StartAsync(Func<IResult> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new FakeServer(app);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            server.Requests.Enqueue((context.Request.Path, await reader.ReadToEndAsync(), context.Request.Headers["X-Key"]));
            server.First.TrySetResult();
            await answer().ExecuteAsync(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
