namespace Downstream.EndToEnd.Tests.Running;

/// <summary>Waits for what cannot announce itself.</summary>
internal static class Poll
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <param name="condition">What to wait for.</param>
    /// <param name="limit">How long at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="describe">Says how things stand when the limit has passed.</param>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan limit, CancellationToken cancellationToken, Func<string>? describe = null)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        using var timer = new PeriodicTimer(Period);
        try
        {
            while (!await condition())
                await timer.WaitForNextTickAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"It did not become true within {limit.TotalSeconds} s. {describe?.Invoke()}");
        }
    }
}
