using System.Globalization;
using Downstream.EndToEnd.Tests.Crashes;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Streams;

namespace Downstream.EndToEnd.Tests.Cluster;

/// <summary>
/// Jobs of 1 to 20 files in flight while something fails, every second one watched through one of the gateways. The
/// others are read by nobody until they must have ended. <c>FAULT_JOBS</c> says how many there are.
/// </summary>
internal sealed class FaultLoad : IAsyncDisposable
{
    private const int DefaultJobs = 80;
    private const int MostFiles = 20;
    private const int SubmitsAtOnce = 8;
    private const int ChecksAtOnce = 8;
    private const int FirstFileId = 2_000_000;

    private static int _nextFileId = FirstFileId;
    private static int _nextKey;

    private readonly SharedCluster _cluster;
    private readonly List<ClusterClient> _clients;
    private readonly Lock _lock = new();
    private readonly List<FleetJob> _jobs = [];
    private readonly List<Watcher> _watchers = [];

    public FaultLoad(SharedCluster cluster)
    {
        _cluster = cluster;
        _clients = [.. Enumerable.Range(0, cluster.Processes.Gateways.Count).Select(home => new ClusterClient(cluster.Processes, home))];
    }

    /// <summary>How many jobs a test has in flight.</summary>
    public static int Size { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("FAULT_JOBS"), NumberStyles.None, CultureInfo.InvariantCulture, out var jobs) ? jobs : DefaultJobs;

    public static TimeSpan ShortestDelay { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Grows with the jobs, so that some seventy files fall due a second: what two cores with an S3 server on them bear.</summary>
    public static TimeSpan LongestDelay { get; } = ShortestDelay + (Size * TimeSpan.FromMilliseconds(150));

    public IReadOnlyList<FleetJob> Jobs
    {
        get
        {
            lock (_lock)
                return [.. _jobs];
        }
    }

    public IReadOnlyList<FleetJob> Unwatched => [.. Jobs.Where(job => job.Watchers.Count == 0)];

    public int Files => Jobs.Sum(job => job.FileIds.Count);

    public int Watchers => _watchers.Count;

    /// <summary>How often streams broke off, once all of them have ended: what ends well is one stream and one 204.</summary>
    public int Reconnects => _watchers.Sum(watcher => watcher.Client.Connections - 2);

    /// <summary>What submits were answered other than that they are accepted.</summary>
    public IReadOnlyList<Refusal> Refusals => [.. _clients.SelectMany(client => client.Refusals)];

    /// <summary>How many submits got no answer, and were repeated.</summary>
    public int Unanswered => _clients.Sum(client => client.Unanswered);

    /// <summary>Submits jobs through all the gateways, and watches every second one.</summary>
    public Task SubmitAsync(int jobs, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(0, jobs),
        new ParallelOptions { MaxDegreeOfParallelism = SubmitsAtOnce, CancellationToken = cancellationToken },
        async (n, token) => await SubmitOneAsync(n, token));

    /// <summary>Waits until every watcher has heard more than the first snapshot, and makes sure that jobs are left for what fails next.</summary>
    public async Task UnderWayAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        await Poll.UntilAsync(
            () => Task.FromResult(_watchers.All(watcher => IsHeard(watcher.Client))),
            limit,
            cancellationToken,
            () => $"{_watchers.Count(watcher => !IsHeard(watcher.Client))} of {_watchers.Count} watchers heard nothing.");
        Assert.Contains(_watchers, watcher => !watcher.Client.HasEnded);
    }

    /// <summary>Waits until every watched job has ended.</summary>
    public async Task WatchedEndAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            foreach (var watcher in _watchers)
                await watcher.Client.WaitForEndAsync(limit, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{_watchers.Count(w => !w.Client.HasEnded)} of {_watchers.Count} watchers saw no end within {limit.TotalSeconds} s.");
        }
    }

    /// <summary>Holds every job's end, and all that its watchers saw, against what must be.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        Assert.Empty(MemberLog.Defects(_cluster.Processes));

        // Each waits for the end of a stream most of the time.
        await Parallel.ForEachAsync(
            Jobs.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = ChecksAtOnce, CancellationToken = cancellationToken },
            async (entry, token) =>
            {
                var (n, job) = entry;
                var gateway = _cluster.Running[n % _cluster.Running.Count];
                if (job.Watchers.Count == 0)
                    await gateway.WaitForEndAsync(job.Accepted, token);

                await new FleetCheck(gateway, job).RunAsync(token);
            });
    }

    /// <summary>The longest time without an event that a watcher had from a moment on.</summary>
    /// <param name="after">A moment of <see cref="System.Diagnostics.Stopwatch"/>.</param>
    /// <param name="home">Only watchers at home at this gateway.</param>
    public Silence LongestSilence(long after, int? home = null) => _watchers
        .Where(watcher => home is null || watcher.Home == home)
        .Select(watcher => watcher.Client.LongestSilence(after))
        .MaxBy(silence => silence.Length);

    public async ValueTask DisposeAsync()
    {
        foreach (var watcher in _watchers)
            await watcher.Client.DisposeAsync();

        foreach (var client in _clients)
            client.Dispose();
    }

    private static bool IsHeard(EventStreamClient client) => client.HasEnded || client.Events.Count > 1;

    private async Task SubmitOneAsync(int n, CancellationToken cancellationToken)
    {
        var client = _clients[n % _clients.Count];
        var key = $"fault-{Interlocked.Increment(ref _nextKey)}";
        var fileIds = Fresh(1 + (n * 7 % MostFiles));
        var job = new FleetJob(await client.SubmitAsync(fileIds, key, cancellationToken), fileIds, FleetRole.Plain, key);

        // Whose watcher is at home elsewhere sees what another gateway accepted.
        if (n / 2 % 2 == 0)
        {
            var watched = new EventStreamClient(_clients[(n + (n / 4)) % _clients.Count].Http, job.Accepted.EventsPath);
            job.Watchers.Add(watched);
            lock (_lock)
                _watchers.Add(new Watcher(watched, (n + (n / 4)) % _clients.Count));

            watched.Start();
        }

        lock (_lock)
            _jobs.Add(job);
    }

    /// <summary>Files that no other job wants; every fourth of them does not exist.</summary>
    private static List<int> Fresh(int count)
    {
        var first = Interlocked.Add(ref _nextFileId, 7 * count) - (7 * count);
        var multiple = first + (7 - (first % 7));
        return [.. Enumerable.Range(0, count).Select(n => multiple + (7 * n) + (n % 4 == 3 ? 1 : 0))];
    }

    private sealed record Watcher(EventStreamClient Client, int Home);
}
