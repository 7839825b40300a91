using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Support;

/// <summary>A caller's list that holds what a test put into it.</summary>
internal sealed class FakeCallerJobsGrain : ICallerJobsGrain
{
    public List<CallerJob> Jobs { get; } = [];

    public void Add(Guid jobId, JobStatus status) => Jobs.Add(new CallerJob(Jobs.Count + 1, jobId, TestGateway.Start, status));

    public Task<long?> Add(Guid jobId, DateTimeOffset createdAt, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> Reactivate(Guid jobId, long ordinal, long lastId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task Ended(Guid jobId, JobStatus status, long lastId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<CallerJobsPage> List(JobStatus? status, long? before, int limit, CancellationToken cancellationToken = default)
    {
        var matching = Jobs.Where(job => Matches(job) && (before is null || job.Ordinal < before)).Reverse().ToList();
        var page = matching.Take(limit).ToList();
        return Task.FromResult(new CallerJobsPage(page, page.Count < matching.Count ? page[^1].Ordinal : null));

        // As the real list, which does not tell active jobs apart.
        bool Matches(CallerJob job) => status is not { } wanted || (wanted.IsTerminal() ? job.Status == wanted : !job.Status.IsTerminal());
    }

    public IAsyncEnumerable<CallerJob> Watch(long afterOrdinal, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
