using System.Diagnostics;
using System.Net;
using Downstream.EndToEnd.Tests.Running;

namespace Downstream.EndToEnd.Tests.Cluster;

/// <summary>Restarts: of all silos after a crash, of everything in turn, and a silo that only pauses.</summary>
public sealed partial class FaultTests
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PauseLength = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task All_silos_killed_and_started_again_lose_no_job()
    {
        var processes = await cluster.WholeAsync(Stop);
        await using var load = new FaultLoad(cluster);
        await load.SubmitAsync(FaultLoad.Size, Stop);
        await load.UnderWayAsync(JobLimit, Stop);

        var killed = Stopwatch.GetTimestamp();
        await Task.WhenAll(processes.Silos.Select(silo => silo.KillAsync()));
        var submitting = load.SubmitAsync(FaultLoad.Size / 10, Stop);
        await cluster.WholeAsync(Stop);
        var back = Stopwatch.GetElapsedTime(killed);
        await submitting;
        await load.WatchedEndAsync(JobLimit, Stop);

        Figures.Report(
            $"all silos killed: {load.Jobs.Count} jobs, whole again after {back.TotalSeconds:F1} s, longest gap {load.LongestSilence(killed).Length.TotalSeconds:F1} s, " +
            $"{load.Reconnects} reconnects, submits meanwhile: {load.Refusals.Count} refused, {load.Unanswered} unanswered");
        await load.CheckAsync(Stop);
        CheckRefusals(load);
    }

    [Fact]
    public async Task A_rolling_restart_of_everything_costs_reconnects_only()
    {
        var processes = await cluster.WholeAsync(Stop);
        await using var load = new FaultLoad(cluster);
        await load.SubmitAsync(FaultLoad.Size, Stop);
        await load.UnderWayAsync(JobLimit, Stop);

        var began = Stopwatch.GetTimestamp();
        var stops = new List<TimeSpan>();
        foreach (var member in processes.Members)
        {
            var submitting = load.SubmitAsync(FaultLoad.Size / 20, Stop);
            stops.Add(await member.StopAsync(StopLimit, Stop));
            Assert.True(member.ExitCode == 0, $"exit code {member.ExitCode}:\n{member.Output}");
            await member.StartAsync(Stop);
            await submitting;
        }

        var took = Stopwatch.GetElapsedTime(began);
        await load.WatchedEndAsync(JobLimit, Stop);
        Figures.Report(
            $"rolling restart: {load.Jobs.Count} jobs, {stops.Count} members in {took.TotalSeconds:F1} s, slowest stop {stops.Max().TotalSeconds:F1} s, " +
            $"longest gap {load.LongestSilence(began).Length.TotalSeconds:F1} s, {load.Reconnects} reconnects of {load.Watchers} streams, " +
            $"submits meanwhile: {load.Refusals.Count} refused, {load.Unanswered} unanswered");
        await load.CheckAsync(Stop);
        CheckRefusals(load);
    }

    [Fact]
    public async Task A_paused_silo_doubles_no_outcome_and_holds_no_job()
    {
        var processes = await cluster.WholeAsync(Stop);
        await using var load = new FaultLoad(cluster);
        await load.SubmitAsync(FaultLoad.Size, Stop);
        await load.UnderWayAsync(JobLimit, Stop);

        var silo = processes.Silos[^1];
        var paused = Stopwatch.GetTimestamp();
        silo.Suspend();
        var submitting = load.SubmitAsync(FaultLoad.Size / 10, Stop);

        // The pause itself: all of it has to pass.
        await Task.Delay(PauseLength, Stop);
        silo.Resume();
        await submitting;
        await load.WatchedEndAsync(JobLimit, Stop);

        Figures.Report(
            $"silo paused for {PauseLength.TotalSeconds} s: {load.Jobs.Count} jobs, longest gap {load.LongestSilence(paused).Length.TotalSeconds:F1} s, {load.Reconnects} reconnects, " +
            $"submits meanwhile: {load.Refusals.Count} refused, the silo {(silo.HasExited ? $"ended itself with {silo.ExitCode}" : "went on")}");
        await cluster.WholeAsync(Stop);
        await load.CheckAsync(Stop);
        CheckRefusals(load);
    }

    private void CheckRefusals(FaultLoad load)
    {
        var unforeseen = load.Refusals.Where(refusal => (refusal.Status, refusal.Code) != (HttpStatusCode.ServiceUnavailable, "cluster_unavailable")).ToList();
        Assert.True(unforeseen.Count == 0, $"{string.Join('\n', unforeseen)}\n{string.Join('\n', MemberLog.Failures(cluster.Processes))}");
        Assert.All(load.Refusals, refusal => Assert.NotNull(refusal.RetryAfter));
    }
}
