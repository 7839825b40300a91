using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests.Cluster;

/// <summary>The servers behind the cluster go away for a while.</summary>
public sealed partial class FaultTests
{
    private const int JobsWithLargeFiles = 6;
    private const int Readers = 40;
    private const string LargestFile = "SIMULATED_FILE_MAX_BYTES";
    private const string Small = "65536";
    private const string SeveralParts = "12000000";
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
        var processes = await cluster.WholeAsync(Stop);
        await using var load = new FaultLoad(cluster);
        await load.SubmitAsync(FaultLoad.Size, Stop);
        await load.UnderWayAsync(JobLimit, Stop);

        await LoseStoreAsync(processes, load);
    }

    [Fact]
    public async Task The_object_store_away_for_a_while_keeps_no_upload()
    {
        var processes = await cluster.WholeAsync(Stop);
        await RestartSilosAsync(processes, SeveralParts);
        try
        {
            await using var load = new FaultLoad(cluster);
            await load.SubmitAsync(JobsWithLargeFiles, Stop);
            await Poll.UntilAsync(async () => await UploadsAsync(processes) > 0, JobLimit, Stop);

            await LoseStoreAsync(processes, load);
        }
        finally
        {
            await RestartSilosAsync(processes, Small);
        }
    }

    private async Task LoseStoreAsync(ClusterProcesses processes, FaultLoad load)
    {
        await processes.StopStoreAsync();
        var stopped = Stopwatch.GetTimestamp();
        await Poll.UntilAsync(async () => await StorageAsync() == (HttpStatusCode.ServiceUnavailable, "error"), JobLimit, Stop);
        var noticed = Stopwatch.GetElapsedTime(stopped);

        // The outage itself: all of it has to pass.
        if (noticed < OutageLength)
            await Task.Delay(OutageLength - noticed, Stop);

        var away = Stopwatch.GetElapsedTime(stopped);
        await processes.StartStoreAsync(Stop);
        var back = Stopwatch.GetTimestamp();
        var left = await UploadsAsync(processes);
        await Poll.UntilAsync(async () => await StorageAsync() == (HttpStatusCode.OK, "ok"), JobLimit, Stop);
        var healthy = Stopwatch.GetElapsedTime(back);
        await load.WatchedEndAsync(JobLimit, Stop);
        var ended = Stopwatch.GetElapsedTime(back);

        await load.CheckAsync(Stop);
        await Poll.UntilAsync(async () => await UploadsAsync(processes) == 0, JobLimit, Stop);
        Figures.Report(
            $"s3 away for {away.TotalSeconds:F0} s: {load.Jobs.Count} jobs, {load.Files} files, noticed by /health after {noticed.TotalSeconds:F1} s and its return after {healthy.TotalSeconds:F1} s, " +
            $"watched jobs ended {ended.TotalSeconds:F1} s after it was back, {left} broken uploads removed after {Stopwatch.GetElapsedTime(back).TotalSeconds:F1} s, {load.Reconnects} reconnects");
    }

    private async Task RestartSilosAsync(ClusterProcesses processes, string largestFile)
    {
        foreach (var silo in processes.Silos)
            silo.Set(LargestFile, largestFile);

        await Task.WhenAll(processes.Silos.Select(silo => silo.StopAsync(StopLimit, Stop)));
        await cluster.WholeAsync(Stop);
    }

    private async Task<(HttpStatusCode Status, string? Storage)> StorageAsync()
    {
        using var answer = await cluster.Running[0].Http.GetAsync("/health", Stop);
        var report = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Stop));
        return (answer.StatusCode, report.GetProperty("checks").GetProperty("storage").GetString());
    }

    private static async Task<int> UploadsAsync(ClusterProcesses processes)
    {
        var settings = new AmazonS3Config { ServiceURL = processes.StoreEndpoint.ToString(), ForcePathStyle = true };
        using var client = new AmazonS3Client(S3Server.AccessKeyId, S3Server.SecretAccessKey, settings);
        var list = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = ClusterProcesses.Bucket }, Stop);
        return (list.MultipartUploads ?? []).Count;
    }
}
