using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Downstream.Gateway.Tests.Support;

/// <summary>A server that takes Sentry's envelopes.</summary>
internal sealed class SentryIngest : IAsyncDisposable
{
    /// <summary>
    /// The collection of the tests that set Sentry up. Its SDK belongs to the process: the last one that was set up takes the
    /// reports of all, so those tests run one after the other.
    /// </summary>
    public const string Users = "Sentry";

    private readonly WebApplication _app;
    private readonly string _path;
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SentryIngest(WebApplication app, string path) => (_app, _path) = (app, path);

    /// <summary>The envelopes with an event of a request to the path in them, as they came.</summary>
    public ConcurrentQueue<string> Events { get; } = [];

    public Task First => _first.Task;

    public string Dsn { get; private set; } = "";

    /// <param name="path">Whose requests count: the SDK belongs to the process, and reports what befalls other tests too.</param>
    public static async Task<SentryIngest> StartAsync(string path)
    {
        var builder = WebApplication.CreateBuilder(["--environment=Production"]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var ingest = new SentryIngest(app, path);
        app.MapPost("/api/{project}/envelope", ingest.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        ingest.Dsn = $"http://key@{address.Authority}/42";
        return ingest;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        await using var body = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        using var reader = new StreamReader(body, Encoding.UTF8);
        var envelope = await reader.ReadToEndAsync();
        if (envelope.Contains(_path, StringComparison.Ordinal) && envelope.Split('\n').Any(line => line.StartsWith("{\"type\":\"event\"", StringComparison.Ordinal)))
        {
            Events.Enqueue(envelope);
            _first.TrySetResult();
        }

        return Results.Text(JsonSerializer.Serialize(new { id = "0" }), "application/json");
    }
}
