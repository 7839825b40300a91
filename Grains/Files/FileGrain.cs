using System.Runtime.CompilerServices;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Telemetry;
using Downstream.Grains.Origins;
using Downstream.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Files;

/// <summary>
/// One file: it is prepared once for all the jobs that want it. Which jobs those are is not stored: after a crash every
/// unfinished job asks again.
/// </summary>
[GrainType("file")]
internal sealed partial class FileGrain : Grain, IFileGrain
{
    private static readonly TimeSpan DelayMargin = TimeSpan.FromMinutes(1);

    private readonly IPersistentState<FileState> _state;
    private readonly FilePreparation _preparation;
    private readonly TransferSlots _slots;
    private readonly DelayOptions _delay;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FileFinder _finder;
    private readonly FileJobs _jobs = new();
    private readonly CancellationTokenSource _deactivating = new();
    private FileRun? _run;
    private Task _clearing = Task.CompletedTask;

    /// <summary>The stored deadline belongs to a run that is over, and no other has begun.</summary>
    private bool _isSettled;

    public FileGrain(
        [PersistentState("file", StateStorage.Name)] IPersistentState<FileState> state,
        IObjectStore store,
        IOrigin origin,
        FilePreparation preparation,
        TransferSlots slots,
        ObjectStoreOptions storeOptions,
        DelayOptions delay,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger<FileGrain> logger)
    {
        (_state, _preparation, _slots, _delay, _lifetime, _time, _logger) = (state, preparation, slots, delay, lifetime, time, logger);
        _finder = new FileFinder(FileId, store, origin, storeOptions, time, logger, _deactivating.Token);
    }

    private int FileId => (int)this.GetPrimaryKeyLong();

    public async Task<FileTicket> Prepare(Guid jobId, string? traceParent, CancellationToken cancellationToken = default)
    {
        using var scope = _logger.BeginJob(jobId);
        await Cleared();
        if (_run is null && await _finder.FindStored(cancellationToken) is { } stored)
            return new FileTicket(new FileOutcome(FileId, stored.Size, Error: null, Attempts: 0, stored.Crc32), null, null);

        // Again: a run that ended before may have begun to clear the state meanwhile.
        await Cleared();
        if (_run is null && (_isSettled || _state.State.DueAt is null))
        {
            var now = _time.GetUtcNow();
            _state.State = new FileState { StartedAt = now, DueAt = now + _delay.Next() };
            _isSettled = false;
            await Write(cancellationToken);
        }

        _jobs.Add(jobId, traceParent);
        _run?.Join(jobId);
        Start();
        return new FileTicket(null, _state.State.StartedAt, _state.State.DueAt, _run!.IsWaiting);
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

        if (_jobs.Count == 0)
            await Clear();
    }

    /// <summary>Interleaves with everything.</summary>
    public Task<FileAvailability> Check(CancellationToken cancellationToken = default) => _finder.Check(cancellationToken);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // The deadline is stored; the jobs ask again wherever the grain comes up next.
        await _deactivating.CancelAsync();
        if (_run is { } run)
            await run.Stop();
    }

    private void Start()
    {
        if (_run is not null)
            return;

        var wait = _state.State.DueAt!.Value - _time.GetUtcNow();

        // A timer alone does not keep the grain from being collected while it waits.
        if (wait > TimeSpan.Zero)
            DelayDeactivation(wait + DelayMargin);

        _run = new FileRun(this, GrainFactory, _jobs, _preparation, _slots, _time, _logger, _deactivating.Token, _lifetime.ApplicationStopping)
        {
            IsChanged = _finder.IsChanged,
            OnOutcome = Settle,
            OnTold = () => _isSettled ? Clear() : Task.CompletedTask,
            OnStopped = Forget,
        };
        _run.Begin(wait);
    }

    private void Settle(FileRun run, FileOutcome outcome)
    {
        _finder.Note(outcome);
        _isSettled = true;
        Forget(run);
    }

    private void Forget(FileRun run)
    {
        if (_run == run)
            _run = null;
    }

    private ConfiguredTaskAwaitable Cleared() =>
        _clearing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private Task Clear() => _clearing = _state.RecordExists ? ClearState() : Task.CompletedTask;

    private async Task ClearState()
    {
        try
        {
            await _state.ClearStateAsync();
            _state.State = new FileState();
            _isSettled = false;
        }
        catch (Exception exception)
        {
            LogStateLost(exception, FileId);
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task Write(CancellationToken cancellationToken)
    {
        try
        {
            await _state.WriteStateAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            LogStateLost(exception, FileId);
            _state.State = new FileState();
            DeactivateOnIdle();
            throw;
        }
    }

    [LoggerMessage(EventId = 201, Level = LogLevel.Debug, Message = "File {FileId} is no longer wanted; its preparation stops")]
    private partial void LogReleased(int fileId);

    [LoggerMessage(EventId = 205, Level = LogLevel.Warning, Message = "File {FileId}: the deadline could not be persisted; the activation ends and reads it again")]
    private partial void LogStateLost(Exception exception, int fileId);
}
