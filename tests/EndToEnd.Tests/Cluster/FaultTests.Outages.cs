using System.Diagnostics;
using System.Net;
using Downstream.EndToEnd.Tests.Running;

namespace Downstream.EndToEnd.Tests.Cluster;

/// <summary>The servers behind the cluster go away for a while.</summary>
public sealed partial class FaultTests
{
    private const int Readers = 40;
    private static readonly TimeSpan OutageLength = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Redis_away_for_a_while_loses_nothing_accepted_and_needs_no_restart()
    {
        var processes = await cluster.WholeAsync(Stop);
        var members = processes.Members.Select(member => member.Id).ToList();
        await using var load = new FaultLoad(cluster);
        await load.SubmitAsync(FaultLoad.Size, Stop);
        await load.UnderWayAsync(JobLimit, Stop);

        // Some of these are on their way to Redis as it goes.
        var gone = new TaskCompletionSource();
        var reading = Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => ReadMissingAsync(cluster.Running[0].Http, gone.Task)));
        var stopped = Stopwatch.GetTimestamp();
        await processes.Redis.StopAsync(StopLimit, Stop);
        gone.SetResult();
        var submitting = load.SubmitAsync(FaultLoad.Size / 10, Stop);

        // The outage itself: all of it has to pass.
        await Task.Delay(OutageLength, Stop);
        await processes.Redis.StartAsync(Stop);
        var back = Stopwatch.GetTimestamp();
        await submitting;
        var accepted = Stopwatch.GetElapsedTime(back);
        await load.WatchedEndAsync(JobLimit, Stop);

        Figures.Report(
            $"redis away for {Stopwatch.GetElapsedTime(stopped, back).TotalSeconds:F0} s: {load.Jobs.Count} jobs, submits meanwhile: {load.Refusals.Count} refused, " +
            $"{load.Unanswered} unanswered, all accepted {accepted.TotalSeconds:F1} s after it was back, watched jobs ended {Stopwatch.GetElapsedTime(back).TotalSeconds:F1} s after, " +
            $"{load.Reconnects} reconnects");
        Assert.Equal(members, processes.Members.Select(member => member.HasExited ? 0 : member.Id));
        await load.CheckAsync(Stop);
        CheckRefusals(load);
        var unforeseen = (await reading).SelectMany(answers => answers).Where(answer => answer is not (HttpStatusCode.NotFound or HttpStatusCode.ServiceUnavailable));
        Assert.True(!unforeseen.Any(), string.Join('\n', MemberLog.Failures(processes)));
    }

    /// <summary>Asks for jobs that there are not, one after the other.</summary>
    private static async Task<IReadOnlyList<HttpStatusCode>> ReadMissingAsync(HttpClient http, Task until)
    {
        var answers = new List<HttpStatusCode>();
        while (!until.IsCompleted)
        {
            using var answer = await http.GetAsync($"/v1/download/status/{Guid.CreateVersion7()}", Stop);
            answers.Add(answer.StatusCode);
        }

        return answers;
    }

    [Fact]
    public async Task The_object_store_away_for_a_while_fails_no_file()
    {
        await cluster.WholeAsync(Stop);
        await using var load = new FaultLoad(cluster);
        await load.SubmitAsync(FaultLoad.Size, Stop);
        await load.UnderWayAsync(JobLimit, Stop);

        await new StoreOutage(cluster).RunAsync(load, OutageLength, JobLimit, Stop);
    }
}
