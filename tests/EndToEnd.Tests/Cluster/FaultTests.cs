using System.Diagnostics;
using System.Net;
using Downstream.EndToEnd.Tests.Running;

namespace Downstream.EndToEnd.Tests.Cluster;

/// <summary>Members of a cluster of processes fail while jobs are in flight. Each test says what its fault cost, and so nothing else runs beside it.</summary>
[Collection(ClusterFaults.Name)]
public sealed partial class FaultTests(SharedCluster cluster)
{
    private static readonly TimeSpan JobLimit = TimeSpan.FromMinutes(5) + FaultLoad.LongestDelay;

    // The goals are what a machine reaches that has nothing else to do; a miss is reported. Only beyond the limits
    // something does not work.
    private static readonly TimeSpan GapGoal = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GapLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RecoveryGoal = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_gateways_that_race_with_one_key_accept_one_job()
    {
        const int submits = 200;
        await cluster.WholeAsync(Stop);
        using var body = RunningGateway.Body([70000, 70007, 70001]);
        var text = await body.ReadAsStringAsync(Stop);

        var answers = await Task.WhenAll(Enumerable.Range(0, submits).Select(n => SubmitAsync(cluster.Running[n % 2], text)));

        var id = Assert.Single(answers.Select(answer => answer.JobId).Distinct());

        // None, where the one that was accepted first was told that the cluster does not answer.
        Assert.True(answers.Count(answer => !answer.IsReplay) <= 1, "more than one submit was taken for the first");
        using var list = new HttpRequestMessage(HttpMethod.Get, "/v1/downloads");
        list.Headers.Add("X-Client-ID", "racer");
        using var listed = await cluster.Running[0].Http.SendAsync(list, Stop);
        var page = await cluster.Running[0].ReadAsync<Page<JobDocument>>(listed, HttpStatusCode.OK, Stop);
        Assert.Equal(id, Assert.Single(page.Items).JobId);
        Figures.Report($"race: {submits} submits with one key at 2 gateways: 1 job, {answers.Count(answer => answer.IsReplay)} replays");

        async Task<(string JobId, bool IsReplay)> SubmitAsync(RunningGateway gateway, string content)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            limit.CancelAfter(JobLimit);
            while (true)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/download/initiate")
                {
                    Content = new StringContent(content, null, "application/json"),
                    Headers = { { "Idempotency-Key", "race" }, { "X-Client-ID", "racer" } },
                };
                using var answer = await gateway.Http.SendAsync(request, limit.Token);

                // Members that have only just joined still share the grains out.
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    await Task.Delay(answer.Headers.RetryAfter!.Delta!.Value, limit.Token);
                    continue;
                }

                var job = await gateway.ReadAsync<AcceptedJob>(answer, HttpStatusCode.Accepted, limit.Token);
                return (job.JobId, answer.Headers.Contains("Idempotent-Replayed"));
            }
        }
    }

    [Fact]
    public async Task A_killed_silo_ends_no_stream_and_loses_no_job()
    {
        var processes = await cluster.WholeAsync(Stop);
        await using var load = new FaultLoad(cluster);
        await load.SubmitAsync(FaultLoad.Size, Stop);
        await load.UnderWayAsync(JobLimit, Stop);
        var before = load.LongestSilence(0);

        var killed = Stopwatch.GetTimestamp();
        var killedAt = TimeProvider.System.GetUtcNow();
        await processes.Silos[0].KillAsync();
        await load.WatchedEndAsync(JobLimit, Stop);

        var unwatched = load.Unwatched.Select(job => job.Accepted.JobId).ToList();
        await Poll.UntilAsync(() => Task.FromResult(unwatched.All(MemberLog.Ends(processes).ContainsKey)), JobLimit, Stop);
        var ends = MemberLog.Ends(processes);
        var lastEnd = unwatched.Max(job => ends[job]) - killedAt;
        var (swept, sweptAt) = MemberLog.Sweeps(processes, killedAt);
        var gap = load.LongestSilence(killed);
        Figures.Report(
            $"kill -9 of a silo: {load.Jobs.Count} jobs, {load.Files} files, {load.Watchers} streams, longest gap {gap.Length.TotalSeconds:F2} s (before: {before.Length.TotalSeconds:F2} s){Figures.Against(gap.Length, GapGoal)}, " +
            $"{swept} due jobs touched within {(sweptAt - killedAt).TotalSeconds:F1} s{Figures.Against(sweptAt - killedAt, RecoveryGoal)}, " +
            $"last unwatched job ended after {lastEnd.TotalSeconds:F1} s{Figures.Against(lastEnd, RecoveryGoal + FaultLoad.LongestDelay)}");

        Assert.Equal(0, load.Reconnects);
        await load.CheckAsync(Stop);
        Assert.True(swept > 0, "no job that was due was touched");
        Assert.True(sweptAt - killedAt < RecoveryLimit, $"what was due was touched after {(sweptAt - killedAt).TotalSeconds:F1} s");
        Assert.True(lastEnd < RecoveryLimit + FaultLoad.LongestDelay, $"an unwatched job ended {lastEnd.TotalSeconds:F1} s after the kill");
        Assert.True(gap.Length < GapLimit, $"a stream was silent for {gap.Length.TotalSeconds:F2} s from {gap.Begin.TotalSeconds:F2} s on, between {gap.Before} and {gap.After}");
    }

    [Fact]
    public async Task A_killed_gateway_sends_its_clients_to_another_and_they_miss_nothing()
    {
        var processes = await cluster.WholeAsync(Stop);
        await using var load = new FaultLoad(cluster);
        await load.SubmitAsync(FaultLoad.Size, Stop);
        await load.UnderWayAsync(JobLimit, Stop);

        var killed = Stopwatch.GetTimestamp();
        await processes.Gateways[0].KillAsync();
        await load.WatchedEndAsync(JobLimit, Stop);

        var (moved, stayed) = (load.LongestSilence(killed, home: 0), load.LongestSilence(killed, home: 1));
        Figures.Report(
            $"kill -9 of a gateway: {load.Jobs.Count} jobs, {load.Watchers} streams, {load.Reconnects} reconnects, " +
            $"longest gap {moved.Length.TotalSeconds:F2} s of those that moved, {stayed.Length.TotalSeconds:F2} s of those that stayed");

        await cluster.WholeAsync(Stop);
        await load.CheckAsync(Stop);
        Assert.True(load.Reconnects > 0, "no stream was at the gateway that was killed");
    }
}
