using System.Collections.Concurrent;
using System.Net;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Streams;

namespace Downstream.EndToEnd.Tests.Crashes;

/// <summary>
/// Clients that submit, cancel, retry and repeat jobs of every kind while the gateway comes and goes. What they do is
/// decided by a seed; an answer that was not read leaves the doubt that a client would have.
/// </summary>
internal sealed class Fleet(RunningGateway gateway, Random random)
{
    private const int FirstFreshFileId = 1_000_000;
    private const int SharedFiles = 40;
    private const int LongestPauseMs = 150;

    private readonly ConcurrentQueue<Submit> _unanswered = new();
    private int _nextFileId = FirstFreshFileId;
    private int _nextKey;

    public ConcurrentBag<FleetJob> Jobs { get; } = [];

    /// <summary>What a client was told that it must not be told.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    /// <summary>How many requests got no answer.</summary>
    public int Unanswered { get; private set; }

    /// <summary>Acts until the gateway goes away or there was enough of it.</summary>
    public async Task ActAsync(int actions, CancellationToken cancellationToken)
    {
        try
        {
            while (_unanswered.TryPeek(out var submit))
            {
                await SubmitAsync(submit, cancellationToken);
                _unanswered.TryDequeue(out _);
            }

            for (var action = 0; action < actions; action++)
            {
                await ActOnceAsync(cancellationToken);
                await Task.Delay(random.Next(LongestPauseMs), cancellationToken);
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            Unanswered++;
        }
    }

    private async Task ActOnceAsync(CancellationToken cancellationToken)
    {
        switch (random.Next(10))
        {
            case 0 or 1:
                await CancelAsync(cancellationToken);
                break;
            case 2 or 3:
                await RetryAsync(cancellationToken);
                break;
            case 4:
                await RepeatAsync(cancellationToken);
                break;
            default:
                await SubmitNewAsync(cancellationToken);
                break;
        }
    }

    private async Task SubmitNewAsync(CancellationToken cancellationToken)
    {
        var key = random.Next(2) == 0 ? $"key-{_nextKey++}" : null;
        var (fileIds, role) = random.Next(6) switch
        {
            0 => (Fresh(1), FleetRole.Plain),
            1 => (Fresh(3), FleetRole.Plain),
            2 => (Fresh(50), FleetRole.Plain),
            3 => (Shared(3), FleetRole.Plain),
            4 => (Fresh(8), FleetRole.Retry),
            _ => (Fresh(20), FleetRole.Cancel),
        };
        var submit = new Submit(fileIds, role, key);
        if (key is not null)
            _unanswered.Enqueue(submit);

        await SubmitAsync(submit, cancellationToken);
        if (key is not null)
            _unanswered.TryDequeue(out _);
    }

    private async Task SubmitAsync(Submit submit, CancellationToken cancellationToken)
    {
        var job = new FleetJob(await gateway.InitiateAsync(submit.FileIds, cancellationToken, submit.Key), submit.FileIds, submit.Role, submit.Key);
        Jobs.Add(job);
        for (var watcher = random.Next(1, 3); watcher > 0; watcher--)
        {
            var client = new EventStreamClient(gateway.Http, job.Accepted.EventsPath);
            job.Watchers.Add(client);
            client.Start();
        }
    }

    /// <summary>The same key with the same body, long after the job was accepted.</summary>
    private async Task RepeatAsync(CancellationToken cancellationToken)
    {
        if (Pick(job => job.Key is not null) is not { } job)
            return;

        var again = await gateway.InitiateAsync(job.FileIds, cancellationToken, job.Key);
        if (again.JobId != job.Accepted.JobId)
            Complaints.Enqueue($"{job.Key} named {job.Accepted.JobId} and later {again.JobId}");
    }

    private async Task CancelAsync(CancellationToken cancellationToken)
    {
        if (Pick(job => job is { Role: FleetRole.Cancel, CancelAnswered: false }) is not { } job)
            return;

        using var answer = await gateway.Http.DeleteAsync(job.Accepted.ResultPath, cancellationToken);
        if (answer.StatusCode is not (HttpStatusCode.Accepted or HttpStatusCode.OK))
            Complaints.Enqueue($"DELETE {job.Accepted.ResultPath} answered {(int)answer.StatusCode}");
        else
            job.CancelAnswered = true;
    }

    private async Task RetryAsync(CancellationToken cancellationToken)
    {
        if (Pick(job => job.Role == FleetRole.Retry && job.Retries.Most < 2 && job.Watchers.All(w => w.HasEnded)) is not { } job)
            return;

        var (least, most) = job.Retries;
        job.Retries = (least, most + 1);
        using var answer = await gateway.Http.PostAsync(new Uri(job.Accepted.RetryPath, UriKind.Relative), null, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Accepted)
            job.Retries = (least + 1, most + 1);
        else if (answer.StatusCode != HttpStatusCode.Conflict || least == most)
            Complaints.Enqueue($"POST {job.Accepted.RetryPath} answered {(int)answer.StatusCode}");

        WatchOn(job);
    }

    /// <summary>Sends the watchers of a job that was retried on from where they are.</summary>
    public static void WatchOn(FleetJob job)
    {
        foreach (var watcher in job.Watchers)
            watcher.Start();
    }

    private FleetJob? Pick(Func<FleetJob, bool> condition)
    {
        var candidates = Jobs.Where(condition).OrderBy(job => job.Accepted.JobId, StringComparer.Ordinal).ToList();
        return candidates.Count == 0 ? null : candidates[random.Next(candidates.Count)];
    }

    private List<int> Fresh(int count)
    {
        var ids = Enumerable.Range(_nextFileId, count).ToList();
        _nextFileId += count;
        return ids;
    }

    /// <summary>Files that several jobs want at the same time.</summary>
    private List<int> Shared(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => FirstFreshFileId - SharedFiles + random.Next(SharedFiles)).Distinct()];

    private sealed record Submit(IReadOnlyList<int> FileIds, FleetRole Role, string? Key);
}
