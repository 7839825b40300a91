using Downstream.Grains.Abstractions.Files;

namespace Downstream.Gateway.Tests.Support.Scripts;

/// <summary>Every file at once.</summary>
internal sealed class FakeFileGrain : IFileGrain
{
    public FileAvailability Availability { get; set; } = new(false, null, null);

    public int? LastAsked { get; private set; }

    public FakeFileGrain Asked(int fileId)
    {
        LastAsked = fileId;
        return this;
    }

    public Task<FileAvailability> Check(CancellationToken cancellationToken = default) => Task.FromResult(Availability);

    public Task<FileTicket> Prepare(Guid jobId, DateTimeOffset dueAt, string? traceParent, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task Release(Guid jobId, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
