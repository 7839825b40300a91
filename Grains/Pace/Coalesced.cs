namespace Downstream.Grains.Pace;

/// <summary>
/// Work in rounds, one at a time: what asks for one during a round shares the next one. Lives on one scheduler, as a
/// grain does, so nothing here locks.
/// </summary>
/// <param name="round">One round.</param>
/// <param name="gather">What a round that was asked for waits for before it begins, so that more can share it.</param>
public sealed class Coalesced(Func<Task> round, Func<Task>? gather = null)
{
    private TaskCompletionSource? _current;
    private TaskCompletionSource? _next;

    /// <summary>Whether a round is under way or asked for.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Ends with the last round that was asked for, and as it does.</summary>
    public Task Last => (_next ?? _current)?.Task ?? Task.CompletedTask;

    /// <summary>Asks for a round. Ends with the first one that begins from now on, and as it does.</summary>
    public Task RunAsync()
    {
        var asked = _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!IsRunning)
            _ = RunAllAsync();

        return asked.Task;
    }

    /// <summary>Ends when no round is left; a failed one is over too.</summary>
    public async Task IdleAsync()
    {
        while (IsRunning)
            await Last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private async Task RunAllAsync()
    {
        IsRunning = true;
        while (_next is not null)
        {
            if (gather is not null)
                await gather();

            (_current, _next) = (_next, null);
            try
            {
                await round();
                IsRunning = _next is not null;
                _current.SetResult();
            }
            catch (Exception failure)
            {
                IsRunning = _next is not null;
                _current.SetException(failure);
            }
        }
    }
}
