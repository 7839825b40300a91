using System.Collections.Concurrent;
using Downstream.Gateway.Events.Streams;
using Downstream.Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Events;

/// <summary>Event streams of a whole gateway; only the grains are scripted.</summary>
internal sealed class EventHost : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TestGateway _gateway;
    private readonly ConcurrentDictionary<Guid, ScriptedJob> _jobs = new();
    private readonly ConcurrentDictionary<string, ScriptedClient> _clients = new();

    public EventHost(TestGateway gateway)
    {
        _gateway = gateway;
        (gateway.Cluster.ScriptedJobs, gateway.Cluster.ScriptedClients) = (JobGrain, Client);
    }

    public HttpClient Http => _gateway.Client;

    public Uri Url => _gateway.Address;

    public TestGateway Gateway => _gateway;

    public IServiceProvider Services => _gateway.Services;

    public EventStreams Streams => Services.GetRequiredService<EventStreams>();

    /// <param name="settings">The gateway's settings that are not the default.</param>
    public static async Task<EventHost> StartAsync(params string[] settings) => new(await TestGateway.StartLiveAsync(settings));

    /// <param name="change">Changes options of one feature before anything reads them.</param>
    /// <param name="settings">The gateway's settings that are not the default.</param>
    public static async Task<EventHost> StartAsync<TOptions>(Action<TOptions> change, params string[] settings)
        where TOptions : class => new(await TestGateway.StartLiveAsync(change, settings));

    public static Guid JobId(int number) => new($"00000000-0000-7000-8000-{number:x12}");

    /// <summary>The job with this number, which exists from now on.</summary>
    public ScriptedJob Job(int number = 1, int totalFiles = 10) => _jobs.GetOrAdd(JobId(number), id => new ScriptedJob(id, totalFiles));

    public ScriptedClient Client(string caller) => _clients.GetOrAdd(caller, _ => new ScriptedClient());

    public Task<EventReader> SubscribeAsync(int number = 1, string? lastEventId = null, string query = "") =>
        EventReader.OpenAsync(this, $"/v1/download/subscribe/{JobId(number)}{query}", lastEventId);

    public Task<EventReader> SubscribeAllAsync(string? lastEventId = null) => EventReader.OpenAsync(this, "/v1/downloads/subscribe", lastEventId);

    public Task StopAsync() => _gateway.StopAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    private ScriptedJob JobGrain(Guid jobId) => _jobs.GetValueOrDefault(jobId) ?? new ScriptedJob(jobId) { View = null };
}
