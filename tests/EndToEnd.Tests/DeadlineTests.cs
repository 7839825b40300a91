using System.Diagnostics;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Streams;

namespace Downstream.EndToEnd.Tests;

/// <summary>A crash continues the wait for a file; it does not start it again.</summary>
public sealed class DeadlineTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan KilledAfter = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_file_is_ready_when_it_was_due_although_the_process_was_killed_meanwhile()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var gateway = await RunningGateway.StartAsync(
            cancellationToken, ("DOWNLOAD_DELAY_MIN_MS", "15000"), ("DOWNLOAD_DELAY_MAX_MS", "15000"), ("PROGRESS_INTERVAL_MS", "100"));
        var watch = Stopwatch.StartNew();
        var job = await gateway.InitiateAsync([70000], cancellationToken);
        await using var watcher = new EventStreamClient(gateway.Http, job.EventsPath);
        watcher.Start();
        await watcher.WaitForAsync(_ => watch.Elapsed >= KilledAfter, RunningGateway.JobLimit, cancellationToken);
        var before = await gateway.GetAsync<JobDocument>(job.StatusPath, cancellationToken);

        await gateway.Process.KillAsync();
        var launched = TimeProvider.System.GetUtcNow();
        var restart = await gateway.Process.StartAsync(cancellationToken);
        var back = TimeProvider.System.GetUtcNow();
        var after = await gateway.GetAsync<JobDocument>(job.StatusPath, cancellationToken);
        await watcher.WaitForEndAsync(RunningGateway.JobLimit, cancellationToken);
        var end = await gateway.GetAsync<JobDocument>(job.StatusPath, cancellationToken);

        var took = end.FinishedAt!.Value - end.CreatedAt;
        Figures.Report($"deadline: killed after {KilledAfter.TotalSeconds:F0} s, restart {restart.TotalSeconds:F1} s, ready after {took.TotalSeconds:F2} s of {Delay.TotalSeconds:F0} s");
        Assert.Equal("completed", end.Status);
        Assert.NotNull(before.EstimatedReadyAt);
        if (!after.HasEnded)
            Assert.Equal(before.EstimatedReadyAt, after.EstimatedReadyAt);

        Assert.True(after.Progress >= before.Progress, $"progress fell from {before.Progress} to {after.Progress}");

        // A wait begun anew began with the new process at the earliest. Of one that was back only when the file was
        // due already, it is known that it need not wait at all.
        Assert.True(took >= Delay, "the delay was not waited out");
        var anew = (back < end.CreatedAt + Delay ? launched : back) + Delay;
        Assert.True(end.FinishedAt < anew, $"ready at {end.FinishedAt:O}; launched again at {launched:O}, back at {back:O}: the wait began anew");
    }
}
