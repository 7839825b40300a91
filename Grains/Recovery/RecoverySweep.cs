using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Recovery;

/// <summary>
/// Sets unfinished jobs going again as soon as this silo starts and whenever another one dies, long before their
/// reminders would. The reminder table is the index of unfinished jobs; each silo takes an equal slice of its hash
/// range, and touches the jobs at a bounded rate. A job that is touched twice is none the worse.
/// </summary>
internal sealed partial class RecoverySweep(
    IReminderTable reminders,
    IGrainFactory grains,
    IClusterMembershipService membership,
    ILocalSiloDetails self,
    RecoveryOptions options,
    TimeProvider time,
    ILogger<RecoverySweep> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var living = new HashSet<SiloAddress>();
        var swept = false;
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            if (!snapshot.Members.TryGetValue(self.SiloAddress, out var me) || me.Status != SiloStatus.Active)
                continue;

            // A silo that is only stopping still has its grains: touched now, they would be left behind once it is gone.
            var lost = living.Any(silo => !snapshot.Members.TryGetValue(silo, out var member) || member.Status == SiloStatus.Dead);
            living = [.. snapshot.Members.Values.Where(m => m.Status != SiloStatus.Dead).Select(m => m.SiloAddress)];
            if (swept && !lost)
                continue;

            if (swept)
                await Task.Delay(options.WatchedFirst, time, stoppingToken);

            swept = true;
            var active = snapshot.Members.Values.Where(m => m.Status == SiloStatus.Active).Select(m => m.SiloAddress);
            await SweepSafely([.. active.Order()], stoppingToken);
        }
    }

    private async Task SweepSafely(List<SiloAddress> active, CancellationToken stoppingToken)
    {
        var started = time.GetTimestamp();
        for (var attempt = 1; attempt <= options.MostAttempts; attempt++)
        {
            try
            {
                var count = await Sweep(active, stoppingToken);
                LogSwept(count, time.GetElapsedTime(started).TotalSeconds);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogSweepFailed(exception, attempt);
                await Task.Delay(TimeSpan.FromSeconds(attempt), time, stoppingToken);
            }
        }
    }

    private async Task<int> Sweep(List<SiloAddress> active, CancellationToken stoppingToken)
    {
        var (begin, end) = Slice(active.IndexOf(self.SiloAddress), active.Count);
        var rows = await reminders.ReadRows(begin, end, stoppingToken);
        var jobs = rows.Reminders.Where(r => r.ReminderName == JobGrain.ReminderName).Select(r => r.GrainId).ToList();
        using var rate = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        foreach (var second in jobs.Chunk(options.JobsPerSecond))
        {
            await Parallel.ForEachAsync(
                second,
                new ParallelOptions { MaxDegreeOfParallelism = options.JobsAtOnce, CancellationToken = stoppingToken },
                async (job, cancellationToken) => await Touch(job, cancellationToken));
            if (second.Length == options.JobsPerSecond)
                await rate.WaitForNextTickAsync(stoppingToken);
        }

        return jobs.Count;
    }

    private async Task Touch(GrainId job, CancellationToken cancellationToken)
    {
        // Right after a silo died a call may still be sent to it: its answer is that there will be none.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await grains.GetGrain<IJobGrain>(job).Resume(cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogTouchFailed(exception, job, attempt);
                if (attempt == options.MostAttempts)
                    return;
            }

            await Task.Delay(attempt * options.TouchPause, time, cancellationToken);
        }
    }

    /// <summary>The <paramref name="index"/>-th of <paramref name="count"/> equal parts of the ring: after begin, up to and with end.</summary>
    internal static (uint Begin, uint End) Slice(int index, int count)
    {
        if (index < 0 || count <= 1)
            return (0, 0);

        var width = (1UL << 32) / (ulong)count;
        var begin = (uint)(width * (ulong)index);
        var end = index == count - 1 ? 0 : (uint)(width * (ulong)(index + 1));
        return (begin, end);
    }

    [LoggerMessage(EventId = 301, Level = LogLevel.Information, Message = "Recovery touched {JobCount} unfinished jobs in {Seconds:0.0} s")]
    private partial void LogSwept(int jobCount, double seconds);

    [LoggerMessage(EventId = 302, Level = LogLevel.Warning, Message = "Recovery could not read the unfinished jobs, try {Attempt}")]
    private partial void LogSweepFailed(Exception exception, int attempt);

    [LoggerMessage(EventId = 303, Level = LogLevel.Warning, Message = "Recovery could not touch {Job}, try {Attempt}; in the end its reminder does")]
    private partial void LogTouchFailed(Exception exception, GrainId job, int attempt);
}
