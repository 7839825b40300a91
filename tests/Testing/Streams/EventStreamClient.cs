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

    /// <summary>How often it has connected.</summary>
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

    /// <summary>How long ago the last event came; for ever, if there was none.</summary>
    public TimeSpan SilentFor
    {
        get
        {
            lock (_lock)
                return _arrivals.Count > 0 ? Stopwatch.GetElapsedTime(_arrivals[^1]) : TimeSpan.MaxValue;
        }
    }

    /// <summary>The longest time between two events, of which the later one came after a moment of <see cref="Stopwatch"/>.</summary>
    public Silence LongestSilence(long after)
    {
        lock (_lock)
        {
            var longest = default(Silence);
            for (var i = 1; i < _arrivals.Count; i++)
            {
                var length = Stopwatch.GetElapsedTime(_arrivals[i - 1], _arrivals[i]);
                if (_arrivals[i] > after && length > longest.Length)
                    longest = new Silence(length, Stopwatch.GetElapsedTime(after, _arrivals[i - 1]), _events[i - 1], _events[i]);
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
            using var stream = await EventStream.OpenAsync(http, path, LastEventId, cancellationToken);
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
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return false;
        }
    }

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

/// <summary>A time without an event.</summary>
/// <param name="Length">How long it was.</param>
/// <param name="Begin">When it began, from the moment that was asked about.</param>
/// <param name="Before">The event before it.</param>
/// <param name="After">The event that ended it.</param>
public readonly record struct Silence(TimeSpan Length, TimeSpan Begin, StreamEvent? Before, StreamEvent? After);
