using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs.Store;
using Downstream.Grains.Pace;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Recovery;

/// <summary>
/// Has the unfinished jobs looked after as soon as this member has joined, and set going whenever another one dies. Every
/// member tells every part of their index; the first to tell of a loss is heard.
/// </summary>
internal sealed partial class LossWatch(
    IGrainFactory grains,
    IClusterMembershipService membership,
    ILocalSiloDetails self,
    RecoveryOptions options,
    TimeProvider time,
    ILogger<LossWatch> logger) : BackgroundService
{
    private const int MostTries = 10;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var living = new HashSet<SiloAddress>();
        var told = false;
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            if (!snapshot.Members.TryGetValue(self.SiloAddress, out var me) || me.Status != SiloStatus.Active)
                continue;

            // A silo that is only stopping still has its grains: touched now, they would be left behind once it is gone.
            var lost = living.Any(silo => !snapshot.Members.TryGetValue(silo, out var member) || member.Status == SiloStatus.Dead);
            living = [.. snapshot.Members.Values.Where(m => m.Status != SiloStatus.Dead).Select(m => m.SiloAddress)];
            if (told && !lost)
                continue;

            if (told)
                await Task.Delay(options.WatchedFirst, time, stoppingToken);

            told = true;
            var loss = lost ? snapshot.Version.Value : 0;
            var heard = await Task.WhenAll(Enumerable.Range(0, JobKeys.Parts).Select(part => TellAsync(part, loss, stoppingToken)));
            if (heard.Count(answered => !answered) is > 0 and var deaf)
                LogNotTold(deaf, JobKeys.Parts, MostTries);
        }
    }

    private async Task<bool> TellAsync(int part, long loss, CancellationToken stoppingToken)
    {
        try
        {
            // Right after a silo died a call may still be sent to it: its answer is that there will be none.
            await new Retries(time)
            {
                First = TimeSpan.FromMilliseconds(250),
                Longest = TimeSpan.FromSeconds(5),
                MostTries = MostTries,
                OnRetry = failed => LogTellFailed(failed.Failure, part, failed.Number),
            }.RunAsync(token => grains.GetGrain<IUnfinishedJobsGrain>(part).Recover(loss, token), stoppingToken);
            return true;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogTellFailed(exception, part, MostTries);
            return false;
        }
    }

    [LoggerMessage(EventId = 304, Level = LogLevel.Warning, Message = "{Count} of the {Parts} parts of the unfinished jobs did not answer at any of {Tries} tries; a silo that joins, or their reminders, set them going")]
    private partial void LogNotTold(int count, int parts, int tries);

    [LoggerMessage(EventId = 305, Level = LogLevel.Debug, Message = "Part {Part} of the unfinished jobs did not answer, try {Attempt}")]
    private partial void LogTellFailed(Exception exception, int part, int attempt);
}
