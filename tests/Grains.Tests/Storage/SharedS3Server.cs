using Downstream.Testing;

[assembly: AssemblyFixture(typeof(Downstream.Grains.Tests.Storage.SharedS3Server))]

namespace Downstream.Grains.Tests.Storage;

/// <summary>One S3 server for the assembly, started by the first test that asks for it.</summary>
public sealed class SharedS3Server : IAsyncDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private S3Server? _server;
    private int _buckets;

    public async Task<S3Server> GetAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return _server ??= await S3Server.StartAsync(port: 0, cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>A bucket name that no other test has.</summary>
    public string NextBucket() => $"bucket-{Interlocked.Increment(ref _buckets)}";

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();

        _oneAtATime.Dispose();
    }
}
