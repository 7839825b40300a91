using System.Globalization;
using System.Text;
using Downstream.Benchmarks.Load;
using Downstream.Benchmarks.Processes;

namespace Downstream.Benchmarks.Runs;

/// <summary>The requests of the jobs that are measured.</summary>
internal static class Jobs
{
    public const string InitiatePath = "/v1/download/initiate";

    private const int JobIdLength = 36;
    private const int FirstFileId = 70_000;
    private const int Connections = 50;

    private static readonly TimeSpan SubmitLimit = TimeSpan.FromMinutes(2);

    /// <summary>A file that the simulated origin has.</summary>
    public static int FileId(int index) => FirstFileId + (7 * index);

    /// <summary>Submits of one file each, by as many callers.</summary>
    public static List<byte[]> Submits(int files, int callers = 1_000) =>
        [.. Enumerable.Range(0, files).Select(i => RequestLoad.Post(InitiatePath, $"{{\"file_ids\":[{FileId(i)}]}}", Caller(i % callers)))];

    /// <summary>A submit of several files.</summary>
    public static byte[] Submit(int firstFile, int files, int caller) => RequestLoad.Post(
        InitiatePath, $"{{\"file_ids\":[{string.Join(',', Enumerable.Range(firstFile, files).Select(FileId))}]}}", Caller(caller));

    public static string Caller(int index) => string.Create(CultureInfo.InvariantCulture, $"bench-{index}");

    public static string StatusPath(string jobId) => $"/v1/download/status/{jobId}";

    public static string EventsPath(string jobId) => $"/v1/download/subscribe/{jobId}";

    /// <summary>The job id in an answer to a submit.</summary>
    public static string ReadId(ReadOnlySpan<byte> answer)
    {
        var name = "\"jobId\":\""u8;
        return Encoding.ASCII.GetString(answer.Slice(answer.IndexOf(name) + name.Length, JobIdLength));
    }

    /// <summary>Submits one job for each of the first files, each a job of its own.</summary>
    public static async Task<List<string>> SubmitAsync(Cluster cluster, int count, int firstFile = 0)
    {
        using var load = new RequestLoad(cluster.Gateway.Port, Math.Min(Connections, count));
        var ids = new List<string>(count);
        var requests = Submits(firstFile + count)[firstFile..];
        (await load.RunAsync(requests, SubmitLimit, count, answer => ids.Add(ReadId(answer)))).Require(202);
        return ids;
    }
}
