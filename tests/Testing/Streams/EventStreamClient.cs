using System.Diagnostics;
using System.Net;

namespace Downstream.Testing.Streams;

/// <summary>
/// Watches like a browser's EventSource: comes back with the last id whenever a stream ends or breaks, until 204.
/// Keeps all that it was told.
/// </summary>
public sealed class EventStreamClient(HttpClient http, string path) : IAsyncDisposable
{
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<StreamEvent> _events = [];
    private readonly List<long> _arrivals = [];
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _changed = NewSignal();
    private Task _run = Task.CompletedTask;

    /// <summary>The id to resume with.</summary>
    public string? LastEventId { get; private set; }

    /// <summary>Whether the server has said that there is nothing more.</summary>
    public bool HasEnded => _run.IsCompleted;

    /// <summary>How often it has connected, but for first tries that were told to come back: until one is not, there is no stream to break off.</summary>
    public int Connections { get; private set; }

    /// <summary>Every event so far, in the order they came.</summary>
    public IReadOnlyList<StreamEvent> Events
    {
        get
        {
            lock (_lock)
                return [.. _events];
        }
    }

    /// <summary>
    /// The longest time between two events, of which the later one came after a moment of <see cref="Stopwatch"/>. A ping
    /// breaks no silence: it says nothing about the job.
    /// </summary>
    public Silence LongestSilence(long after)
    {
        lock (_lock)
        {
            var longest = default(Silence);
            var last = -1;
            for (var i = 0; i < _arrivals.Count; i++)
            {
                if (_events[i].Type == "ping")
                    continue;

                var length = last < 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_arrivals[last], _arrivals[i]);
                if (_arrivals[i] > after && length > longest.Length)
                    longest = new Silence(length, Stopwatch.GetElapsedTime(after, _arrivals[last]), _events[last], _events[i]);

                last = i;
            }

            return longest;
        }
    }

    /// <summary>Starts to watch, or to watch on after the end.</summary>
    /// <param name="lastEventId">Where to resume; by default after the last event with an id.</param>
    public void Start(string? lastEventId = null)
    {
        if (!_run.IsCompleted)
            throw new InvalidOperationException("It watches already.");

        LastEventId = lastEventId ?? LastEventId;
        _run = Task.Run(() => RunAsync(_stop.Token));
    }

    /// <summary>Starts with the first event there was. What happened before a watch began is in its snapshot otherwise, and no event of its own.</summary>
    public void StartAtTheBeginning() => Start(lastEventId: "0");

    /// <summary>Waits until what has come satisfies the condition.</summary>
    public async Task WaitForAsync(Func<IReadOnlyList<StreamEvent>, bool> condition, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            while (true)
            {
                var changed = Volatile.Read(ref _changed).Task;
                if (condition(Events))
                    return;

                if (_run.IsCompleted)
                {
                    await _run;
                    throw new InvalidOperationException($"{path} ended without it. It showed:\n{Describe()}");
                }

                await Task.WhenAny(changed, _run).WaitAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Not seen on {path} within {limit.TotalSeconds} s. It showed:\n{Describe()}");
        }
    }

    /// <summary>Waits until the server has said that there is nothing more: 204.</summary>
    public async Task WaitForEndAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await _run.WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{path} did not end within {limit.TotalSeconds} s. It showed:\n{Describe()}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!await WatchOnceAsync(cancellationToken))
            await Task.Delay(ReconnectAfter, cancellationToken);
    }

    private async Task<bool> WatchOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var stream = await EventReader.OpenAsync(http, path, LastEventId, cancellationToken);
            if (stream.Status != HttpStatusCode.ServiceUnavailable || Connections > 0)
                Connections++;

            if (stream.Status == HttpStatusCode.NoContent)
                return true;

            if (stream.Status is not (HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable))
                throw new InvalidOperationException($"{path} answered {(int)stream.Status} to Last-Event-ID {LastEventId}.");

            if (stream.Status == HttpStatusCode.OK)
            {
                await foreach (var received in stream.ReadAsync(cancellationToken))
                    Add(received);
            }

            return false;
        }
        catch (Exception error) when (error is HttpRequestException or IOException || IsTimeout(error, cancellationToken))
        {
            return false;
        }
    }

    /// <summary>A limit of the HTTP client shows as a cancellation that nobody here asked for.</summary>
    private static bool IsTimeout(Exception error, CancellationToken cancellationToken) =>
        error is OperationCanceledException && !cancellationToken.IsCancellationRequested;

    private void Add(StreamEvent received)
    {
        lock (_lock)
        {
            _events.Add(received);
            _arrivals.Add(Stopwatch.GetTimestamp());
        }

        LastEventId = received.Id ?? LastEventId;
        Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
    }

    private string Describe() => string.Join('\n', Events.TakeLast(30));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A time without an event that is more than a ping.</summary>
/// <param name="Length">How long it was.</param>
/// <param name="Begin">When it began, from the moment that was asked about.</param>
/// <param name="Before">The event before it.</param>
/// <param name="After">The event that ended it.</param>
public readonly record struct Silence(TimeSpan Length, TimeSpan Begin, StreamEvent? Before, StreamEvent? After);
