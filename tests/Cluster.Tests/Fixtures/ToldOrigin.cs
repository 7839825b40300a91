using Downstream.Grains.Origins;

namespace Downstream.Cluster.Tests.Fixtures;

/// <summary>An origin that says of files what it is told to, and sends none.</summary>
internal sealed class ToldOrigin : IOrigin
{
    public Func<int, CancellationToken, Task<OriginFile?>> Says { get; set; } = (_, _) => Task.FromResult<OriginFile?>(null);

    public bool FillsStore => false;

    public Task<OriginFile?> FindAsync(int fileId, CancellationToken cancellationToken) => Says(fileId, cancellationToken);

    public Task CopyToAsync(int fileId, KeptPart? kept, OpenTarget destination, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
}
