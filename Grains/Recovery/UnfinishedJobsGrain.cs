using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Files;
using Downstream.Grains.Jobs.Store;
using Downstream.Grains.Pace;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Downstream.Grains.Recovery;

/// <summary>
/// A part of the index of unfinished jobs: it passes over what is due, again and again, and touches each job on its way at
/// a bounded rate. What that costs grows with what is due, not with what waits; a job that is touched twice is none the
/// worse. A job that is in no silo's memory comes to where its part is: chance spreads the parts over the silos.
/// </summary>
[GrainType("unfinished-jobs"), RandomPlacement, Reentrant]
internal sealed partial class UnfinishedJobsGrain : Grain, IUnfinishedJobsGrain, IRemindable
{
    private const string ReminderName = "look";

    private readonly IUnfinishedJobs _index;
    private readonly RecoveryOptions _options;
    private readonly DelayOptions _delay;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Retries _touches;
    private readonly CancellationTokenSource _stopping = new();

    private IGrainTimer? _timer;
    private int _touching;

    /// <summary>The last loss that was told of.</summary>
    private long _loss;

    /// <summary>When the last file is due that may have been lost; null when the jobs of all of them were touched.</summary>
    private DateTimeOffset? _recoversUntil;

    /// <summary>The jobs that the present pass has come by: one whose next file comes due meanwhile is not touched again.</summary>
    private HashSet<Guid> _passed = [];

    /// <summary>Where the pass is, and how many it came by that are due at that very time.</summary>
    private (DateTimeOffset DueAt, int Count) _position;
    private DateTimeOffset _passBegan;

    /// <summary>When the first pass after a loss began, and how many jobs it has touched; null once it has been over all that was due.</summary>
    private (long BeganAt, int Jobs)? _firstPass;

    public UnfinishedJobsGrain(IUnfinishedJobs index, RecoveryOptions options, DelayOptions delay, TimeProvider time, ILogger<UnfinishedJobsGrain> logger)
    {
        (_index, _options, _delay, _time, _logger) = (index, options, delay, time, logger);
        _touches = new Retries(time) { First = TimeSpan.FromMilliseconds(250), Longest = TimeSpan.FromSeconds(5), MostTries = 10 };
    }

    private int Part => (int)this.GetPrimaryKeyLong();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await this.RegisterOrUpdateReminder(ReminderName, _options.ReminderPeriod, _options.ReminderPeriod, cancellationToken);
        _timer = this.RegisterGrainTimer(Look, new GrainTimerCreationOptions(_options.LookPeriod, Timeout.InfiniteTimeSpan) { KeepAlive = true, Interleave = true });

        // Whatever was being made good where the part was before is made good here.
        await MakeGood();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _stopping.CancelAsync();

    public async Task Recover(long loss, CancellationToken cancellationToken = default)
    {
        if (loss <= _loss)
            return;

        var before = _loss;
        _loss = loss;
        try
        {
            await MakeGood();
        }
        catch
        {
            // It is told again.
            _loss = before;
            throw;
        }
    }

    /// <summary>A reminded part is in memory, and looks by itself.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    private async Task MakeGood()
    {
        // What is accepted from now on is at a silo that lives.
        if (await _index.LastDueAsync(Part) is not { } last)
            return;

        // The index has when the first file of a job is due. A lost one of them may be due as late as a delay is long.
        var longest = _time.GetUtcNow() + (_delay.Enabled ? _delay.Max : TimeSpan.Zero);
        _recoversUntil = new[] { last, longest, _recoversUntil ?? last }.Max();
        _firstPass = (_time.GetTimestamp(), 0);
        BeginPass();
        _timer!.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void BeginPass() => (_passed, _position, _passBegan) = ([], (DateTimeOffset.UnixEpoch, 0), _time.GetUtcNow());

    private async Task Look(CancellationToken cancellationToken)
    {
        var next = _recoversUntil is null ? _options.LookPeriod : _options.BusyPeriod;
        try
        {
            next = await TouchDue();
        }
        catch (Exception exception)
        {
            LogLookFailed(exception, Part);
        }

        if (!_stopping.IsCancellationRequested)
            _timer!.Change(next, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Touches what the pass comes to next.</summary>
    /// <returns>How long it is until the next look.</returns>
    private async Task<TimeSpan> TouchDue()
    {
        var most = _options.JobsAtOnce - _touching;
        if (most <= 0)
            return _options.BusyPeriod;

        var (now, isRecovering, passed) = (_time.GetUtcNow(), _recoversUntil is not null, _passed);
        var asked = most + _position.Count;
        var found = await _index.DueAsync(Part, _position.DueAt, isRecovering ? now : now - _options.Patience, asked);

        // A loss that was told of meanwhile began another pass.
        if (_passed != passed)
            return TimeSpan.Zero;

        var touched = found.Where(job => _passed.Add(job.JobId)).ToList();
        foreach (var job in touched)
            Touch(job.JobId, isRecovering).Ignore();

        if (found is [.., var last])
            _position = (last.DueAt, found.Count(job => job.DueAt == last.DueAt));

        if (_firstPass is { } first)
            _firstPass = first with { Jobs = first.Jobs + touched.Count };

        if (found.Count == asked)
            return _options.BusyPeriod;

        // The pass is over all that is due now.
        if (_firstPass is { } over)
        {
            _firstPass = null;
            if (over.Jobs > 0)
                LogRecovered(over.Jobs, Part, _time.GetElapsedTime(over.BeganAt).TotalSeconds);
        }

        if (now >= _recoversUntil)
            _recoversUntil = null;

        if (now - _passBegan >= _options.PassPeriod)
            BeginPass();

        return _recoversUntil is null ? _options.LookPeriod : _options.BusyPeriod;
    }

    private async Task Touch(Guid jobId, bool isRecovering)
    {
        _touching++;
        try
        {
            // Right after a silo died a call may still be sent to it: its answer is that there will be none.
            var job = GrainFactory.Job(jobId);
            if (!await _touches.RunAsync(token => isRecovering ? job.Resume(token) : job.Remind(token), _stopping.Token))
                await _index.ForgetAsync(jobId);
        }
        catch (Exception exception) when (!_stopping.IsCancellationRequested)
        {
            LogTouchFailed(exception, jobId);
        }
        finally
        {
            _touching--;
        }
    }

    [LoggerMessage(EventId = 301, Level = LogLevel.Information, Message = "Recovery touched {JobCount} jobs that were due in part {Part} of the unfinished ones, in {Seconds:0.0} s")]
    private partial void LogRecovered(int jobCount, int part, double seconds);

    [LoggerMessage(EventId = 302, Level = LogLevel.Warning, Message = "Part {Part} of the unfinished jobs could not be looked at; it is tried again")]
    private partial void LogLookFailed(Exception exception, int part);

    [LoggerMessage(EventId = 303, Level = LogLevel.Warning, Message = "Unfinished job {JobId} could not be set going; the next pass tries again")]
    private partial void LogTouchFailed(Exception exception, Guid jobId);
}
