using Downstream.Grains.Abstractions.Files;

namespace Downstream.Gateway.Tests.Support;

/// <summary>Every file at once.</summary>
internal sealed class FakeFileGrain : IFileGrain
{
    public FileAvailability Availability { get; set; } = new(false, null, null);

    /// <summary>What <see cref="Check"/> fails with.</summary>
    public Exception? Failure { get; set; }

    public int? LastAsked { get; private set; }

    public FakeFileGrain Asked(int fileId)
    {
        LastAsked = fileId;
        return this;
    }

    public Task<FileAvailability> Check(CancellationToken cancellationToken = default) =>
        Failure is null ? Task.FromResult(Availability) : Task.FromException<FileAvailability>(Failure);

    public Task<FileTicket> Prepare(Guid jobId, string? traceParent, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task Release(Guid jobId, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
