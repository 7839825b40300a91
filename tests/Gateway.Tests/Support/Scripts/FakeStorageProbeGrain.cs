using Downstream.Grains.Abstractions.Health;

namespace Downstream.Gateway.Tests.Support.Scripts;

/// <summary>The object store as a silo sees it.</summary>
internal sealed class FakeStorageProbeGrain : IStorageProbeGrain
{
    private int _calls;

    public Func<Task<string?>> Answer { get; set; } = () => Task.FromResult<string?>(null);

    public int Calls => _calls;

    public Task<string?> Probe(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return Answer();
    }

    public Task Ping(CancellationToken cancellationToken = default) => Task.CompletedTask;
}
