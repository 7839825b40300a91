using Downstream.Grains.Abstractions.Health;
using Downstream.Grains.Pace;
using Downstream.Grains.Storage;
using Orleans.Concurrency;

namespace Downstream.Grains.Health;

[StatelessWorker(1)]
internal sealed class StorageProbeGrain(IObjectStore store, TimeProvider time) : Grain, IStorageProbeGrain
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>Less than who asks waits, so that a silent store is told from a silent cluster.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    private Task<string?>? _probe;
    private DateTimeOffset _probedAt;

    public Task<string?> Probe(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        if (_probe is null || (_probe.IsCompleted && now - _probedAt >= Freshness))
        {
            _probedAt = now;
            _probe = ProbeStore();
        }

        return _probe;
    }

    public Task Ping(CancellationToken cancellationToken = default) => Task.CompletedTask;

    private async Task<string?> ProbeStore()
    {
        using var deadline = new Deadline(Limit, time);
        try
        {
            await store.ProbeAsync(deadline.Token);
            return null;
        }
        catch (ObjectStoreUnavailableException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            return $"no answer within {Limit.TotalSeconds} s";
        }
    }
}
