using System.Collections.Concurrent;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Origins;

namespace Downstream.Cluster.Tests.Fixtures;

/// <summary>An origin that does as the test says. By default file n exists when n % 7 == 0.</summary>
internal sealed class ControlledOrigin : IOrigin
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _entered = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _stopped = new();
    private readonly ConcurrentDictionary<int, int> _transfers = new();
    private readonly ConcurrentDictionary<int, bool> _healed = new();

    public bool FillsStore => false;

    /// <summary>How often a transfer of the file was begun.</summary>
    public int Transfers(int fileId) => _transfers.GetValueOrDefault(fileId);

    /// <summary>Holds the file's transfers, half-way, until it is opened.</summary>
    public void Hold(int fileId) => _gates[fileId] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open(int fileId) => _gates[fileId].TrySetResult();

    /// <summary>From now on the origin has the file.</summary>
    public void Heal(int fileId) => _healed[fileId] = true;

    /// <summary>Completes when a transfer of the file is half-way.</summary>
    public Task HalfWay(int fileId) => Signal(_entered, fileId).Task;

    /// <summary>Completes when a transfer of the file was stopped.</summary>
    public Task Stopped(int fileId) => Signal(_stopped, fileId).Task;

    public Task<OriginFile?> FindAsync(int fileId, CancellationToken cancellationToken) =>
        Task.FromResult(Exists(fileId) ? new OriginFile(2000) : null);

    public async Task CopyToAsync(int fileId, KeptPart? kept, OpenTarget destination, CancellationToken cancellationToken)
    {
        _transfers.AddOrUpdate(fileId, 1, (_, count) => count + 1);
        if (!Exists(fileId))
            throw new OriginException(FileErrors.NotFound, mayPass: false, "The origin does not have the file.");

        var stream = await destination(new OriginFile(2000), 0, cancellationToken);
        await stream.WriteAsync(new byte[1000], cancellationToken);
        Signal(_entered, fileId).TrySetResult();
        if (_gates.TryGetValue(fileId, out var gate))
        {
            try
            {
                await gate.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Signal(_stopped, fileId).TrySetResult();
                throw;
            }
        }

        await stream.WriteAsync(new byte[1000], cancellationToken);
    }

    private bool Exists(int fileId) => fileId % 7 == 0 || _healed.ContainsKey(fileId);

    private static TaskCompletionSource Signal(ConcurrentDictionary<int, TaskCompletionSource> signals, int fileId) =>
        signals.GetOrAdd(fileId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
