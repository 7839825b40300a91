using System.Globalization;
using Downstream.Testing.Processes;

namespace Downstream.Benchmarks.Processes;

/// <summary>
/// What users would build instead: nginx with nchan (Debian's <c>libnginx-mod-nchan</c>), which hands what is published to
/// it on to every subscriber of a channel, as events.
/// </summary>
internal sealed class Nchan : IAsyncDisposable
{
    public const string EventsPath = "/events";

    private const string Module = "/usr/lib/nginx/modules/ngx_nchan_module.so";

    private static readonly TimeSpan PublishLimit = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = PublishLimit };
    private readonly CancellationTokenSource _stop = new();
    private Task _publishing = Task.CompletedTask;

    private Nchan(int port) => Server = new Service("nchan", "nginx", port, "/", new Dictionary<string, string>(), "-c", _folder.Combine("nginx.conf"), "-p", _folder.Path);

    public Service Server { get; }

    /// <param name="eventBytes">How many bytes an event has on the wire, about.</param>
    /// <param name="intervalMs">How often there is one, in milliseconds, but none before the one before is taken.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<Nchan> StartAsync(int eventBytes, int intervalMs, CancellationToken cancellationToken)
    {
        if (!File.Exists(Module))
            throw new FileNotFoundException("nchan is not installed (libnginx-mod-nchan).", Module);

        var port = FreePort.Next();
        var peer = new Nchan(port);
        try
        {
            await File.WriteAllTextAsync(peer._folder.Combine("nginx.conf"), Configuration(port), cancellationToken);
            await peer.Server.StartAsync(cancellationToken);
            peer._publishing = peer.PublishAsync(eventBytes, intervalMs);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _publishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Server.DisposeAsync();
        _http.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    // One worker: it takes in what the load generator and the publisher leave of two cores, as the service does.
    private static string Configuration(int port) => $$"""
        load_module {{Module}};
        daemon off;
        master_process off;
        worker_rlimit_nofile 30000;
        pid nginx.pid;
        error_log error.log;
        events { worker_connections 25000; }
        http {
          access_log off;
          client_body_temp_path body;
          nchan_shared_memory_size 256m;
          server {
            listen 127.0.0.1:{{port.ToString(CultureInfo.InvariantCulture)}};
            location = / { return 200; }
            location = /publish { nchan_publisher; nchan_channel_id job; nchan_message_buffer_length 1; }
            location = {{EventsPath}} { nchan_subscriber eventsource; nchan_channel_id job; nchan_subscriber_first_message newest; }
          }
        }
        """;

    private async Task PublishAsync(int eventBytes, int intervalMs)
    {
        var address = new Uri(Server.BaseAddress, "/publish");
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(intervalMs));
        while (await ticks.WaitForNextTickAsync(_stop.Token))
        {
            var tail = $"\",\"time\":\"{TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}\"}}";
            const string head = "{\"pad\":\"";

            // Beside it on the wire: the names of the fields, and an id.
            const int rest = 40;
            using var content = new StringContent(head + new string('x', Math.Max(0, eventBytes - head.Length - tail.Length - rest)) + tail);
            using var answer = await _http.PostAsync(address, content, _stop.Token);
            answer.EnsureSuccessStatusCode();
        }
    }
}
