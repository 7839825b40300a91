using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Telemetry;
using Downstream.Grains.Origins;
using Downstream.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace Downstream.Grains.Files;

/// <summary>
/// One file: it is prepared once for all the jobs that want it. Nothing of it is stored: after a crash every unfinished
/// job asks again, with the deadline that it keeps. Which silo it is on is left to chance: by their load, which they tell
/// each other each second, the files of a big job would all go to one, and wait for its slots.
/// </summary>
[GrainType("file"), RandomPlacement, CollectionAgeLimit(Minutes = 2)]
internal sealed partial class FileGrain : Grain, IFileGrain
{
    private static readonly TimeSpan DelayMargin = TimeSpan.FromMinutes(1);

    private readonly FilePreparation _preparation;
    private readonly TransferSlots _slots;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FileFinder _finder;
    private readonly FileJobs _jobs = new();
    private readonly CancellationTokenSource _deactivating = new();
    private FileRun? _run;

    public FileGrain(
        IObjectStore store,
        IOrigin origin,
        FilePreparation preparation,
        TransferSlots slots,
        ObjectStoreOptions storeOptions,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger<FileGrain> logger)
    {
        (_preparation, _slots, _lifetime, _time, _logger) = (preparation, slots, lifetime, time, logger);
        _finder = new FileFinder(FileId, store, origin, storeOptions, time, logger, _deactivating.Token);
    }

    private int FileId => (int)this.GetPrimaryKeyLong();

    public async Task<FileTicket> Prepare(Guid jobId, DateTimeOffset dueAt, string? traceParent, CancellationToken cancellationToken = default)
    {
        using var scope = _logger.BeginJob(jobId);
        if (_run is null && await _finder.FindStored(cancellationToken) is { } stored)
            return new FileTicket(new FileOutcome(FileId, stored.Size, Error: null, Attempts: 0, stored.Crc32));

        _jobs.Add(jobId, traceParent);
        _run?.Join(jobId);
        _run ??= new FileRun(this, GrainFactory, _jobs, _preparation, _slots, _time, _logger, _deactivating.Token, _lifetime.ApplicationStopping)
        {
            IsChanged = _finder.IsChanged,
            OnOutcome = Settle,
            OnStopped = Forget,
        };

        // A timer alone does not keep the grain from being collected while it waits.
        if (_run.DueBy(dueAt) && dueAt - _time.GetUtcNow() is { Ticks: > 0 } wait)
            DelayDeactivation(wait + DelayMargin);

        return new FileTicket(Outcome: null, _run.IsWaiting);
    }

    public async Task Release(Guid jobId, CancellationToken cancellationToken = default)
    {
        using var scope = _logger.BeginJob(jobId);
        if (!_jobs.Remove(jobId))
            return;

        _run?.Leave(jobId);
        if (_jobs.Count > 0)
            return;

        LogReleased(FileId);
        if (_run is { } run)
        {
            _run = null;
            await run.Stop();
        }
    }

    /// <summary>Interleaves with everything.</summary>
    public Task<FileAvailability> Check(CancellationToken cancellationToken = default) => _finder.Check(cancellationToken);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // The jobs ask again wherever the grain comes up next.
        await _deactivating.CancelAsync();
        if (_run is { } run)
            await run.Stop();
    }

    private void Settle(FileRun run, FileOutcome outcome)
    {
        _finder.Note(outcome);
        Forget(run);
    }

    private void Forget(FileRun run)
    {
        if (_run == run)
            _run = null;
    }

    [LoggerMessage(EventId = 201, Level = LogLevel.Debug, Message = "File {FileId} is no longer wanted; its preparation stops")]
    private partial void LogReleased(int fileId);
}
