using System.Collections.Concurrent;
using System.Net;
using Downstream.Gateway.Events;
using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Events.Streams;
using Downstream.Gateway.Http;
using Downstream.Gateway.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Downstream.Gateway.Tests.Events;

/// <summary>Event streams over Kestrel on a free port; only the grains are scripted.</summary>
internal sealed class EventHost : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<Guid, ScriptedJob> _jobs = new();
    private readonly ConcurrentDictionary<string, ScriptedClient> _clients = new();

    private EventHost(WebApplicationBuilder builder, TimeProvider? time)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<RequestOptions>();
        builder.Services.AddSingleton<StreamOptions>();
        builder.Services.AddSingleton<IGrainFactory>(new FakeCluster(time ?? TimeProvider.System) { ScriptedJobs = JobGrain, ScriptedClients = Client });
        builder.Services.AddEventStreams();
        _app = builder.Build();
        _app.MapEvents();
    }

    /// <summary>A client that leaves at once: by default it would go on reading a response that was disposed for up to two seconds.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { Timeout = Timeout.InfiniteTimeSpan };

    public Uri Url { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public EventStreams Streams => Services.GetRequiredService<EventStreams>();

    public static Task<EventHost> StartAsync(TimeProvider? time = null) => StartAsync<FeedOptions>(_ => { }, time);

    /// <param name="configure">Changes options of one feature before anything reads them.</param>
    /// <param name="time">The clock; the system's by default.</param>
    public static async Task<EventHost> StartAsync<TOptions>(Action<TOptions> configure, TimeProvider? time = null)
        where TOptions : class
    {
        var host = new EventHost(WebApplication.CreateSlimBuilder(), time);
        configure(host.Services.GetRequiredService<TOptions>());
        await host._app.StartAsync(TestContext.Current.CancellationToken);
        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        host.Url = new Uri(addresses!.Addresses.Single());
        return host;
    }

    public static Guid JobId(int number) => new($"00000000-0000-7000-8000-{number:x12}");

    /// <summary>The job with this number, which exists from now on.</summary>
    public ScriptedJob Job(int number = 1, int totalFiles = 10) => _jobs.GetOrAdd(JobId(number), id => new ScriptedJob(id, totalFiles));

    public ScriptedClient Client(string caller) => _clients.GetOrAdd(caller, _ => new ScriptedClient());

    public Task<EventReader> SubscribeAsync(int number = 1, string? lastEventId = null, string query = "") =>
        EventReader.OpenAsync(this, $"/v1/download/subscribe/{JobId(number)}{query}", lastEventId);

    public Task<EventReader> SubscribeAllAsync(string? lastEventId = null) => EventReader.OpenAsync(this, "/v1/downloads/subscribe", lastEventId);

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private ScriptedJob JobGrain(Guid jobId) => _jobs.GetValueOrDefault(jobId) ?? new ScriptedJob(jobId) { View = null };
}
