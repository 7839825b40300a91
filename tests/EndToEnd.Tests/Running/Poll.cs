using System.Net;

namespace Downstream.EndToEnd.Tests.Running;

/// <summary>Waits for what cannot announce itself.</summary>
internal static class Poll
{
    /// <summary>What a busy machine may need for what is to be seen at once.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

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

    /// <summary>Asks until the answer is as expected, and returns its body. No answer is not the expected one.</summary>
    public static async Task<string> AnswerAsync(HttpClient http, string path, Func<ReceivedAnswer, bool> isExpected, CancellationToken cancellationToken)
    {
        var last = "No answer.";
        ReceivedAnswer? received = null;
        await UntilAsync(
            async () =>
            {
                try
                {
                    using var answer = await http.GetAsync(path, cancellationToken);
                    received = new ReceivedAnswer(answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
                    last = received.ToString();
                    return isExpected(received);
                }
                catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is HttpRequestException or IOException or OperationCanceledException)
                {
                    last = error.Message;
                    return false;
                }
            },
            Limit,
            cancellationToken,
            () => $"{path}: {last}");
        return received!.Body;
    }
}

/// <summary>An answer that was read to its end.</summary>
internal sealed record ReceivedAnswer(HttpStatusCode StatusCode, string Body);
