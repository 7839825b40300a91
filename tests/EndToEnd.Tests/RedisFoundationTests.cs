using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests;

/// <summary>What a member says of the Redis server that it stands on.</summary>
public sealed class RedisFoundationTests
{
    [Fact]
    public async Task A_server_that_could_lose_accepted_jobs_is_called_that_at_the_start()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var redis = await RedisServer.StartNewAsync(cancellationToken, "--appendonly", "no", "--maxmemory-policy", "volatile-lru");
        var process = new GatewayProcess([("REDIS_URL", redis.Url), ("SILO_ADDRESS", "127.0.0.1")]);
        await using var gateway = new RunningGateway(process);
        process.Launch();

        await Poll.UntilAsync(
            () => Task.FromResult(Says(process, "append-only file") && Says(process, "volatile-lru")),
            Poll.Limit,
            cancellationToken,
            () => process.Output.ToString()!);
    }

    [Fact]
    public async Task A_server_that_takes_no_writes_is_not_healthy()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var redis = await RedisServer.StartNewAsync(cancellationToken);
        var process = new GatewayProcess([("REDIS_URL", redis.Url), ("SILO_ADDRESS", "127.0.0.1")]);
        await using var gateway = new RunningGateway(process);
        process.Launch();
        await StateAsync("ok");

        await AskAsync(redis, "CONFIG SET maxmemory 1000", cancellationToken);
        await StateAsync("error");
        await AskAsync(redis, "CONFIG SET maxmemory 0", cancellationToken);
        await StateAsync("ok");
        await AskAsync(redis, $"REPLICAOF 127.0.0.1 {FreePort.Next()}", cancellationToken);
        await StateAsync("error");

        Task StateAsync(string state) => Poll.AnswerAsync(
            gateway.Http, "/health", answer => answer.Body.Contains($"\"state\":\"{state}\"", StringComparison.Ordinal), cancellationToken);
    }

    /// <summary>
    /// Submits until the server has no room left, ending some on the way, which it may drop. What was accepted and has not
    /// ended is all there after a crash.
    /// </summary>
    [Fact]
    public async Task A_server_that_evicts_takes_no_accepted_job_that_has_not_ended()
    {
        var watch = Stopwatch.StartNew();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(100));
        await using var cluster = await ClusterProcesses.StartAsync(
            0,
            1,
            [("SILO_PORT", $"{FreePort.Next()}"), ("DOWNLOAD_DELAY_MIN_MS", "600000"), ("DOWNLOAD_DELAY_MAX_MS", "600000")],
            limit.Token,
            gatewaysRunGrains: true);
        await using var gateway = new RunningGateway(cluster.Gateways[0]);
        var room = await InfoAsync(cluster.Redis, "memory", "used_memory", limit.Token) + (1024 * 1024);
        await AskAsync(cluster.Redis, $"CONFIG SET maxmemory-policy volatile-lru maxmemory {room}", limit.Token);
        var accepted = new ConcurrentBag<AcceptedJob>();
        var (ended, refused, isFull) = (0, 0, false);
        await Parallel.ForEachAsync(Enumerable.Range(0, 8000), Together(limit.Token), async (number, token) =>
        {
            if (Volatile.Read(ref isFull) || watch.Elapsed > TimeSpan.FromSeconds(60))
                return;

            if (number % 100 == 0 && await InfoAsync(cluster.Redis, "stats", "evicted_keys", token) > 100)
                Volatile.Write(ref isFull, true);

            using var answer = await gateway.Http.PostAsync("/v1/download/initiate", RunningGateway.Body([70000 + number]), token);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                // A refusal takes its time: a few are enough to see that there is no room.
                if (Interlocked.Increment(ref refused) > 50)
                    Volatile.Write(ref isFull, true);

                return;
            }

            var job = await gateway.ReadAsync<AcceptedJob>(answer, HttpStatusCode.Accepted, token);
            if (number % 3 > 0)
            {
                accepted.Add(job);
                return;
            }

            // Whether it took effect is not known where the answer is another one.
            using var cancelled = await gateway.Http.DeleteAsync($"/v1/download/{job.JobId}", token);
            if (cancelled.IsSuccessStatusCode)
                Interlocked.Increment(ref ended);
        });
        var evicted = await InfoAsync(cluster.Redis, "stats", "evicted_keys", limit.Token);
        var submitted = watch.Elapsed;

        // From what is stored alone.
        await gateway.Process.KillAsync();
        await AskAsync(cluster.Redis, "CONFIG SET maxmemory 0", limit.Token);
        var restarted = await gateway.Process.StartAsync(limit.Token);
        var lost = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(accepted, Together(limit.Token), async (job, token) =>
        {
            using var answer = await gateway.Http.GetAsync(job.StatusPath, token);
            if (answer.StatusCode != HttpStatusCode.OK || (await answer.Content.ReadAsStringAsync(token)).Contains("\"finishedAt\":\"", StringComparison.Ordinal))
                lost.Add($"{job.JobId}: {(int)answer.StatusCode}");
        });

        Figures.Report(
            $"eviction: {accepted.Count} unfinished and {ended} cancelled jobs accepted in {submitted.TotalSeconds:F1} s, {refused} refused, " +
            $"{evicted} keys evicted, ready again after {restarted.TotalSeconds:F1} s, {lost.Count} jobs lost, {watch.Elapsed.TotalSeconds:F1} s in all");
        Assert.True(accepted.Count > 100, $"only {accepted.Count} were accepted\n{gateway.Process.Output}");
        Assert.True(evicted > 0, "the server had room for all");
        Assert.True(lost.IsEmpty, $"{lost.Count} of {accepted.Count} are gone: {string.Join(", ", lost.Take(5))}");
    }

    private static ParallelOptions Together(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = 32, CancellationToken = cancellationToken };

    private static async Task<long> InfoAsync(RedisServer server, string section, string field, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port, cancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"INFO {section}\r\n"), cancellationToken);
        using var reader = new StreamReader(client.GetStream());
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith($"{field}:", StringComparison.Ordinal))
                return long.Parse(line.AsSpan(field.Length + 1), CultureInfo.InvariantCulture);
        }

        throw new InvalidOperationException($"The server does not tell {field}.");
    }

    private static bool Says(GatewayProcess process, string words) =>
        process.Output.Lines.Any(line => line.Contains(words, StringComparison.Ordinal));

    private static async Task AskAsync(RedisServer server, string command, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port, cancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        using var reader = new StreamReader(client.GetStream());
        Assert.Equal("+OK", await reader.ReadLineAsync(cancellationToken));
    }
}
