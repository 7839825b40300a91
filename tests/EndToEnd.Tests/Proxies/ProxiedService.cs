using System.Net;
using System.Net.Http.Json;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;
using Downstream.Testing.Processes.Proxies;

namespace Downstream.EndToEnd.Tests.Proxies;

/// <summary>A silo and two gateways for proxies to be in front of. Shared by the tests: each has jobs of its own.</summary>
public sealed class ProxiedService : IAsyncDisposable
{
    /// <summary>The longest time that a file waits, and so about the length of a job's stream.</summary>
    public static readonly TimeSpan LongestDelay = Seconds("PROXY_SECONDS", 35);

    private static int _files = 10_000;

    private ClusterProcesses? _cluster;

    /// <summary>The tests that run beside each other, by name, once the first of them has begun.</summary>
    internal IReadOnlyDictionary<string, Task>? Together { get; set; }

    /// <summary>Where the gateways of the started service are.</summary>
    public IEnumerable<Uri> Gateways => _cluster!.Gateways.Select(gateway => gateway.BaseAddress);

    /// <summary>Starts the service, or what is down of it. For one at a time: it starts what does not run.</summary>
    public async Task<ClusterProcesses> WholeAsync(CancellationToken cancellationToken)
    {
        _cluster ??= await ClusterProcesses.StartAsync(
            1,
            2,
            [
                ("DOWNLOAD_DELAY_MIN_MS", "500"),
                ("DOWNLOAD_DELAY_MAX_MS", $"{LongestDelay.TotalMilliseconds:F0}"),
                ("MAX_CONCURRENT_FILES_PER_SILO", "512"),
                ("TRUSTED_PROXIES", "127.0.0.1"),
            ],
            cancellationToken);
        await _cluster.RestoreAsync(cancellationToken);
        return _cluster;
    }

    /// <summary>A client without a proxy of its own, and without redirects.</summary>
    internal static HttpClient Client(Uri address, bool http2 = false) =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == NginxProcess.Subject },
        })
        {
            BaseAddress = address,
            DefaultRequestVersion = http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

    /// <summary>A file that nobody has asked for yet: one that is prepared does not wait again.</summary>
    internal static int NextFile() => 7 * Interlocked.Increment(ref _files);

    internal static async Task<AcceptedJob> InitiateAsync(HttpClient http, int files, CancellationToken cancellationToken)
    {
        using var body = RunningGateway.Body(Enumerable.Range(0, files).Select(_ => NextFile()));
        using var answer = await http.PostAsync("/v1/download/initiate", body, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<AcceptedJob>(cancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is { } cluster)
            await cluster.DisposeAsync();
    }

    private static TimeSpan Seconds(string name, int fallback) =>
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable(name), out var seconds) ? seconds : fallback);
}
