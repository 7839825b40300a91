using System.Diagnostics;
using System.Globalization;

namespace Downstream.Testing;

/// <summary>An S3 server process on a free port of loopback, for as long as this object lives.</summary>
public sealed class S3Server : IAsyncDisposable
{
    public const string AccessKeyId = "test";
    public const string SecretAccessKey = "test-secret";

    private const string Ready = "listening ";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private S3Server(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Where it listens, to be given as <c>S3_ENDPOINT</c>. Path style.</summary>
    public Uri Endpoint => new($"http://127.0.0.1:{Port}");

    /// <summary>What the service is told to keep its files in a bucket of the server.</summary>
    public (string Name, string Value)[] Settings(string bucket) => Settings(Port, bucket);

    /// <inheritdoc cref="Settings(string)"/>
    public static (string Name, string Value)[] Settings(int port, string bucket) =>
    [
        ("S3_ENDPOINT", $"http://127.0.0.1:{port}"),
        ("S3_REGION", "us-east-1"),
        ("S3_ACCESS_KEY_ID", AccessKeyId),
        ("S3_SECRET_ACCESS_KEY", SecretAccessKey),
        ("S3_BUCKET_NAME", bucket),
        ("S3_FORCE_PATH_STYLE", "true"),
    ];

    /// <summary>Starts a server with no buckets. Skips the test, with the reason, where it cannot be had.</summary>
    /// <param name="port">The port to listen on; 0 for any free one.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="objects">A folder that keeps what is stored for the next server; null to keep it in memory.</param>
    public static async Task<S3Server> StartAsync(int port, CancellationToken cancellationToken, string? objects = null)
    {
        var folder = await NodePackages.RequireAsync(cancellationToken);
        var command = NodePackages.Script(folder, "s3-server.mjs", [port.ToString(CultureInfo.InvariantCulture), .. objects is null ? [] : new[] { objects }]);
        var process = Process.Start(command) ?? throw new InvalidOperationException("The S3 server did not start.");
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StartLimit);
            var line = await process.StandardOutput.ReadLineAsync(limit.Token);
            if (line?.StartsWith(Ready, StringComparison.Ordinal) != true)
                throw new InvalidOperationException($"The S3 server did not start: {await process.StandardError.ReadToEndAsync(limit.Token)}");

            return new S3Server(process, int.Parse(line.AsSpan(Ready.Length), CultureInfo.InvariantCulture));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Ends the process as a crash would; what it stored in memory is gone.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();

        await _process.WaitForExitAsync().WaitAsync(StopLimit);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}
