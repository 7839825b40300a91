using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Downstream.Grains.Abstractions.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Concurrency;
using Orleans.Storage;

namespace Downstream.Grains.Jobs;

/// <summary>The jobs of one caller. Changes that arrive while a write is under way share the next one.</summary>
[GrainType("client-jobs"), Reentrant]
internal sealed partial class ClientJobsGrain(
    [PersistentState("client-jobs", StateStorage.Name)] IPersistentState<ClientJobsState> state,
    [FromKeyedServices(StateStorage.Name)] IGrainStorage storage,
    JobOptions options,
    IHostApplicationLifetime lifetime,
    TimeProvider time) : Grain, IClientJobsGrain
{
    private const int NewsBuffer = 1024;

    /// <summary>How long the end of a job waits for others to share its write, or for a new job's.</summary>
    private static readonly TimeSpan GatherEnds = TimeSpan.FromMilliseconds(250);

    /// <summary>A job that was added this long ago and still has no state was never accepted.</summary>
    private static readonly TimeSpan AcceptanceLimit = TimeSpan.FromMinutes(1);

    private readonly List<Channel<ClientJob>> _watchers = [];

    /// <summary>One change at a time: a change that turns a page awaits storage half-way.</summary>
    private readonly SemaphoreSlim _changing = new(1);
    private TaskCompletionSource _hurry = new();
    private Task? _nextWrite;
    private Task _write = Task.CompletedTask;
    private DateTimeOffset _cleanedAt;

    private ClientJobsState List => state.State;

    public async Task<long?> Add(Guid jobId, DateTimeOffset createdAt, CancellationToken cancellationToken = default)
    {
        if (List.Active.Count >= options.MaxActiveJobsPerClient && !List.Active.ContainsKey(jobId))
            await RemoveNeverAccepted();

        long ordinal;
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (!List.Active.TryGetValue(jobId, out ordinal))
            {
                if (List.Active.Count >= options.MaxActiveJobsPerClient)
                    return null;

                ordinal = List.LastOrdinal = Math.Max(List.LastOrdinal + 1, List.LastOrdinal == 0 ? createdAt.ToUnixTimeMilliseconds() : 0);
                List.Active[jobId] = ordinal;
                List.Newest.Add(new ClientJob(ordinal, jobId, createdAt, JobStatus.Queued));
                Forget();
                await SealPage();
            }
        }
        finally
        {
            _changing.Release();
        }

        await Persist();
        return ordinal;
    }

    public async Task<bool> Reactivate(Guid jobId, long ordinal, CancellationToken cancellationToken = default)
    {
        if (List.Active.Count >= options.MaxActiveJobsPerClient && !List.Active.ContainsKey(jobId))
            await RemoveNeverAccepted();

        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (!List.Active.ContainsKey(jobId))
            {
                if (List.Active.Count >= options.MaxActiveJobsPerClient)
                    return false;

                List.Active[jobId] = ordinal;
                await Update(ordinal, JobStatus.Queued);
            }
        }
        finally
        {
            _changing.Release();
        }

        await Persist();
        return true;
    }

    public async Task StatusChanged(Guid jobId, long ordinal, JobStatus status, CancellationToken cancellationToken = default)
    {
        if (!status.IsTerminal())
        {
            Announce(new ClientJob(ordinal, jobId, time.GetUtcNow(), status));
            return;
        }

        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (List.Active.Remove(jobId))
                await Update(ordinal, status);
        }
        finally
        {
            _changing.Release();
        }

        // Also when nothing changed: the write that carries the change may still be under way.
        await PersistSoon();
        Announce(new ClientJob(ordinal, jobId, time.GetUtcNow(), status));
    }

    async Task<ClientJobsPage> IClientJobsGrain.List(JobStatus? status, long? before, int limit, CancellationToken cancellationToken)
    {
        var items = new List<ClientJob>(limit + 1);
        Collect(List.Newest);
        for (var page = List.Pages.Count - 1; page >= 0 && items.Count <= limit; page--)
        {
            if (before is null || List.Pages[page].First < before)
                Collect((await ReadPage(List.Pages[page].First)).State!.Jobs);
        }

        var more = items.Count > limit;
        if (more)
            items.RemoveAt(limit);

        return new ClientJobsPage(items, more ? items[^1].Ordinal : null);

        void Collect(List<ClientJob> ascending)
        {
            for (var i = ascending.Count - 1; i >= 0 && items.Count <= limit; i--)
            {
                var job = ascending[i];
                if ((before is null || job.Ordinal < before) && Matches(job))
                    items.Add(job);
            }
        }

        // The list does not know whether an unfinished job is queued or processing: the reader looks at the job itself.
        bool Matches(ClientJob job) =>
            status is not { } wanted || (wanted.IsTerminal() ? job.Status == wanted : List.Active.ContainsKey(job.JobId));
    }

    public async IAsyncEnumerable<ClientJob> Watch(long afterOrdinal, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A silo that stops ends the watch: a grain with a call under way is not deactivated before that is over.
        var news = Channel.CreateBounded<ClientJob>(NewsBuffer);
        using var stopping = lifetime.ApplicationStopping.UnsafeRegister(static watcher => ((Channel<ClientJob>)watcher!).Writer.TryComplete(), news);
        _watchers.Add(news);
        try
        {
            foreach (var job in await SealedActive())
                yield return job;

            var known = List.Newest.Where(j => j.Ordinal > afterOrdinal || List.Active.ContainsKey(j.JobId)).ToList();
            foreach (var job in known)
                yield return job;

            await foreach (var job in news.Reader.ReadAllAsync(cancellationToken))
                yield return job;
        }
        finally
        {
            _watchers.Remove(news);
        }

        throw new EnumerationAbortedException("The watch fell behind or its grain moves; watch on from the last ordinal.");
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        foreach (var watcher in _watchers)
            watcher.Writer.TryComplete();

        return Task.CompletedTask;
    }

    private void Announce(ClientJob job)
    {
        foreach (var watcher in _watchers)
        {
            if (!watcher.Writer.TryWrite(job))
                watcher.Writer.TryComplete();
        }
    }

    private async Task RemoveNeverAccepted()
    {
        var now = time.GetUtcNow();
        if (now - _cleanedAt < AcceptanceLimit)
            return;

        _cleanedAt = now;
        foreach (var job in List.Newest.Where(j => List.Active.ContainsKey(j.JobId) && now - j.CreatedAt > AcceptanceLimit).Take(PageSize).ToList())
        {
            if (await GrainFactory.GetGrain<IJobGrain>(job.JobId).Get() is null && List.Active.Remove(job.JobId))
                List.Newest.RemoveAll(j => j.JobId == job.JobId);
        }
    }

    private Task Persist()
    {
        var written = PersistSoon();
        _hurry.TrySetResult();
        return written;
    }

    private Task PersistSoon() => _nextWrite ??= WriteAfter(_write);

    private async Task WriteAfter(Task previous)
    {
        _hurry = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.Yield();
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await _hurry.Task.WaitAsync(GatherEnds).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _write = _nextWrite!;
        _nextWrite = null;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // What is true is in the store: the next activation reads it.
            DeactivateOnIdle();
            throw;
        }
    }
}
