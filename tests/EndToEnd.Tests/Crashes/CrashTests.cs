using System.Globalization;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Streams;

namespace Downstream.EndToEnd.Tests.Crashes;

/// <summary>
/// Kills the one process at random moments. <c>CRASH_KILLS</c> says how often; <c>CRASH_SEED</c> repeats a run, as far as time
/// allows.
/// </summary>
public sealed class CrashTests
{
    private const int DefaultKills = 10;
    private const int MostActions = 30;
    private const int LongestLifeMs = 2_500;
    private const int ChecksAtOnce = 8;

    private static readonly TimeSpan LastJobLimit = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task Kills_at_random_moments_lose_nothing_and_repeat_nothing()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var seed = Setting("CRASH_SEED") ?? Random.Shared.Next(100_000);
        var kills = Setting("CRASH_KILLS") ?? DefaultKills;
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"CRASH_SEED={seed}");

        await using var gateway = await RunningGateway.StartAsync(
            cancellationToken, ("DOWNLOAD_DELAY_MIN_MS", "100"), ("DOWNLOAD_DELAY_MAX_MS", "4000"), ("PROGRESS_INTERVAL_MS", "100"));
        var fleet = new Fleet(gateway, random);
        await using var everything = await WatchEverythingAsync(gateway, cancellationToken);
        var restarts = new List<TimeSpan>();
        try
        {
            for (var kill = 0; kill < kills; kill++)
            {
                var life = random.Next(LongestLifeMs);
                var acting = fleet.ActAsync(random.Next(MostActions), cancellationToken);

                // The one thing that is meant to happen at any moment, not at an agreed one.
                await Task.Delay(life, cancellationToken);
                await gateway.Process.KillAsync();
                await acting;
                restarts.Add(await gateway.Process.StartAsync(cancellationToken));
            }

            await fleet.ActAsync(MostActions, cancellationToken);
            await EndAsync(fleet, cancellationToken);
            Assert.Empty(fleet.Complaints);

            // Each waits for the end of a stream most of the time.
            await Parallel.ForEachAsync(
                fleet.Jobs,
                new ParallelOptions { MaxDegreeOfParallelism = ChecksAtOnce, CancellationToken = cancellationToken },
                async (job, token) => await new FleetCheck(gateway, job).RunAsync(token));
            await new EverythingCheck(gateway, fleet).RunAsync(everything, LastJobLimit, cancellationToken);
            await CheckListAsync(gateway, fleet, cancellationToken);
        }
        finally
        {
            foreach (var watcher in fleet.Jobs.SelectMany(job => job.Watchers))
                await watcher.DisposeAsync();
        }

        var median = restarts.Order().ElementAt(restarts.Count / 2);
        var watchers = fleet.Jobs.SelectMany(job => job.Watchers).ToList();
        Figures.Report(
            $"kill -9: seed {seed}, {kills} kills, {fleet.Jobs.Count} jobs, {fleet.Jobs.Sum(job => job.FileIds.Count)} files, {fleet.Unanswered} requests unanswered, " +
            $"{watchers.Count} watchers with {watchers.Sum(w => w.Connections)} connections, restart median {median.TotalSeconds:F1} s, slowest {restarts.Max().TotalSeconds:F1} s");
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : null;

    /// <summary>Watches all jobs of the caller, and has an id to resume with before anything is killed.</summary>
    private static async Task<EventStreamClient> WatchEverythingAsync(RunningGateway gateway, CancellationToken cancellationToken)
    {
        var watcher = new EventStreamClient(gateway.Http, "/v1/downloads/subscribe");
        watcher.Start();
        await gateway.InitiateAsync([70000], cancellationToken);
        await watcher.WaitForAsync(events => events.Any(e => e.Id is not null), RunningGateway.JobLimit, cancellationToken);
        return watcher;
    }

    private static async Task EndAsync(Fleet fleet, CancellationToken cancellationToken)
    {
        var watchers = fleet.Jobs.SelectMany(job => job.Watchers).ToList();
        foreach (var watcher in watchers)
            await watcher.WaitForEndAsync(LastJobLimit, cancellationToken);

        // Whether a retry that got no answer was accepted is seen by watching on.
        foreach (var job in fleet.Jobs)
            Fleet.WatchOn(job);

        foreach (var watcher in watchers)
            await watcher.WaitForEndAsync(LastJobLimit, cancellationToken);
    }

    private static async Task CheckListAsync(RunningGateway gateway, Fleet fleet, CancellationToken cancellationToken)
    {
        var listed = await gateway.ListAsync<JobDocument>("/v1/downloads", cancellationToken);
        Assert.Equal(listed.Count, listed.DistinctBy(job => job.JobId).Count());
        Assert.Empty(fleet.Jobs.Select(job => job.Accepted.JobId).Except(listed.Select(job => job.JobId)));
        Assert.All(listed, job => Assert.True(job.HasEnded, $"{job.JobId} is {job.Status}"));
    }
}
