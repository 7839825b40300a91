using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Downstream.Gateway.Events.Streams;
using Downstream.Gateway.Hosting;
using Downstream.Gateway.Jobs.Submissions;
using Downstream.Gateway.Tests.Support.Scripts;
using Downstream.Silo.Hosting;
using Downstream.Testing.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Time.Testing;

namespace Downstream.Gateway.Tests.Support;

/// <summary>The gateway's real pipeline on a free loopback port, over a cluster that does as the test says.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    /// <summary>How long a test waits for anything.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static readonly DateTimeOffset Start = new(2031, 5, 6, 7, 8, 9, TimeSpan.Zero);

    /// <summary>What every gateway of the tests knows.</summary>
    public static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly WebApplication _app;
    private readonly TimeProvider _time;

    private TestGateway(WebApplication app, ScriptedCluster cluster, TimeProvider time)
    {
        _app = app;
        _time = time;
        Cluster = cluster;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = NewClient();
    }

    public ScriptedCluster Cluster { get; }

    /// <summary>The clock of everything but the server itself, for as long as it is not live.</summary>
    public FakeTimeProvider Time => (FakeTimeProvider)_time;

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public EventStreams Streams => Services.GetRequiredService<EventStreams>();

    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    public static Task<TestGateway> StartAsync(params string[] settings) => StartAsync(null, settings);

    public static Task<TestGateway> StartAsync(Action<WebApplicationBuilder>? configure, params string[] settings) =>
        StartAsync(new FakeTimeProvider(Start), configure, _ => { }, settings);

    /// <param name="change">Changes options of one feature before anything reads them.</param>
    /// <param name="settings">The gateway's settings that are not the default.</param>
    public static Task<TestGateway> StartAsync<TOptions>(Action<TOptions> change, params string[] settings)
        where TOptions : class =>
        StartAsync(new FakeTimeProvider(Start), null, services => change(services.GetRequiredService<TOptions>()), settings);

    /// <summary>A gateway that goes by the system's clock, for tests whose subject is not time.</summary>
    public static Task<TestGateway> StartLiveAsync(params string[] settings) => StartAsync(TimeProvider.System, null, _ => { }, settings);

    /// <inheritdoc cref="StartLiveAsync(string[])"/>
    /// <param name="change">Changes options of one feature before anything reads them.</param>
    /// <param name="settings">The gateway's settings that are not the default.</param>
    public static Task<TestGateway> StartLiveAsync<TOptions>(Action<TOptions> change, params string[] settings)
        where TOptions : class =>
        StartAsync(TimeProvider.System, null, services => change(services.GetRequiredService<TOptions>()), settings);

    /// <summary>A client that neither follows redirects nor keeps cookies.</summary>
    public HttpClient NewClient()
    {
        // It never sends a body that it should wait with only because the answer took its time, and leaves a stream at once:
        // by default it would go on reading a response that was disposed for up to two seconds.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
            ResponseDrainTimeout = TimeSpan.Zero,
        };
        return new HttpClient(handler) { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(1) };
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    public Task<HttpResponseMessage> PostAsync(string path, string json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, json, headers);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content!.Headers.TryAddWithoutValidation(name, value);
        }

        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<EventReader> SubscribeAsync(ScriptedJob job, string? lastEventId = null, string query = "") =>
        OpenStreamAsync(job.EventsPath + query, lastEventId);

    public Task<EventReader> SubscribeAllAsync(string? lastEventId = null) => OpenStreamAsync("/v1/downloads/subscribe", lastEventId);

    public Task<EventReader> OpenStreamAsync(string path, string? lastEventId = null) =>
        EventReader.OpenAsync(Client, path, lastEventId, TestContext.Current.CancellationToken);

    /// <summary>The answer to a request that is held for as long and no longer, since the job that it waits for does not move.</summary>
    public async Task<HttpResponseMessage> WaitOutAsync(Task<HttpResponseMessage> pending, TimeSpan wait)
    {
        var moment = TimeSpan.FromMilliseconds(1);
        await Cluster.WatchedAsync();
        Time.Advance(wait - moment);

        // An answer that is out too early is there when this one is.
        (await GetAsync("/health/live")).Dispose();
        Assert.False(pending.IsCompleted);
        Time.Advance(moment);
        return await pending;
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static async Task<TestGateway> StartAsync(
        TimeProvider time, Action<WebApplicationBuilder>? configure, Action<IServiceProvider> change, string[] settings)
    {
        var cluster = new ScriptedCluster(time);
        string[] args = ["--PORT=0", "--environment=Production", "--RATE_LIMIT_MAX_REQUESTS=1000000", .. settings.Select(setting => $"--{setting}")];
        var app = GatewayApplication.Build(args, builder =>
        {
            builder.Logging.AddFilter<ConsoleLoggerProvider>(_ => false);

            var listening = (ListeningOptions)builder.Services.Single(service => service.ServiceType == typeof(ListeningOptions)).ImplementationInstance!;
            builder.Services.AddSingleton(listening with { Address = IPAddress.Loopback });
            builder.Services.AddSingleton(time);
            builder.Services.AddSingleton<IGrainFactory>(cluster);
            builder.Services.AddHealthChecks().AddCheck(StateCheck.Name, () => cluster.State());
            builder.Services.AddSingleton<IClusterSecret, KnownSecret>();
            configure?.Invoke(builder);
        });
        change(app.Services);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestGateway(app, cluster, time);
    }

    private sealed class KnownSecret : IClusterSecret
    {
        public ValueTask<byte[]> GetAsync(CancellationToken cancellationToken) => new(Secret);
    }
}
