using System.Collections.Concurrent;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Callers;
using Downstream.Grains.Pace;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Recovery;

/// <summary>
/// Sets unfinished jobs going again as soon as this silo starts and whenever another one dies, long before the reminders
/// would. The reminder table is the index of callers with unfinished jobs, and their lists name these; each silo takes
/// an equal part of them, and touches the jobs at a bounded rate. A job that is touched twice is none the worse.
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
        try
        {
            var count = await new Retries(time)
            {
                First = TimeSpan.FromSeconds(1),
                Longest = TimeSpan.FromSeconds(options.MostAttempts),
                MostTries = options.MostAttempts,
                OnRetry = failed => LogSweepFailed(failed.Failure, failed.Number),
            }.RunAsync(token => Sweep(active, token), stoppingToken);
            LogSwept(count, time.GetElapsedTime(started).TotalSeconds);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogSweepFailed(exception, options.MostAttempts);
        }
    }

    private async Task<int> Sweep(List<SiloAddress> active, CancellationToken stoppingToken)
    {
        var jobs = await FindUnfinished(active.IndexOf(self.SiloAddress), active.Count, stoppingToken);
        using var rate = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        foreach (var second in jobs.Chunk(options.JobsPerSecond))
        {
            await Parallel.ForEachAsync(
                second, AtOnce(stoppingToken), async (job, token) => await Persist(job.GetGrainId(), () => job.Resume(token), token));
            if (second.Length == options.JobsPerSecond)
                await rate.WaitForNextTickAsync(stoppingToken);
        }

        return jobs.Count;
    }

    /// <summary>The unfinished jobs that are this silo's to touch: the <paramref name="index"/>-th of <paramref name="count"/> equal parts.</summary>
    private async Task<IReadOnlyCollection<IJobGrain>> FindUnfinished(int index, int count, CancellationToken stoppingToken)
    {
        var found = new ConcurrentBag<IJobGrain>();
        var rows = await reminders.ReadRows(0, 0, stoppingToken);
        var callers = rows.Reminders.Where(row => row.ReminderName == CallerReminder.Name).Select(row => row.GrainId);
        await Parallel.ForEachAsync(callers, AtOnce(stoppingToken), async (caller, token) => await Persist(
            caller,
            async () =>
            {
                foreach (var jobId in await grains.GetGrain<ICallerJobsGrain>(caller).Unfinished(token))
                {
                    var job = grains.Job(jobId);
                    if (Part(job.GetGrainId().GetUniformHashCode(), count) == index)
                        found.Add(job);
                }
            },
            token));
        return found;
    }

    private ParallelOptions AtOnce(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = options.JobsAtOnce, CancellationToken = cancellationToken };

    /// <summary>Asks a grain until it answers, within bounds.</summary>
    private async Task Persist(GrainId grain, Func<Task> ask, CancellationToken cancellationToken)
    {
        try
        {
            // Right after a silo died a call may still be sent to it: its answer is that there will be none.
            await new Retries(time)
            {
                First = options.TouchPause,
                Longest = options.MostAttempts * options.TouchPause,
                MostTries = options.MostAttempts,
                OnRetry = failed => LogTouchFailed(failed.Failure, grain, failed.Number),
            }.RunAsync(_ => ask(), cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogTouchFailed(exception, grain, options.MostAttempts);
        }
    }

    private static int Part(uint hash, int count) => (int)(((ulong)hash * (ulong)count) >> 32);

    [LoggerMessage(EventId = 301, Level = LogLevel.Information, Message = "Recovery touched {JobCount} unfinished jobs in {Seconds:0.0} s")]
    private partial void LogSwept(int jobCount, double seconds);

    [LoggerMessage(EventId = 302, Level = LogLevel.Warning, Message = "Recovery could not read the unfinished jobs, try {Attempt}")]
    private partial void LogSweepFailed(Exception exception, int attempt);

    [LoggerMessage(EventId = 303, Level = LogLevel.Warning, Message = "Recovery could not reach {Grain}, try {Attempt}; in the end the caller's reminder does")]
    private partial void LogTouchFailed(Exception exception, GrainId grain, int attempt);
}
