using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests.Cluster;

/// <summary>A client of the whole cluster, at home at one of its gateways. It repeats a submit until it is accepted.</summary>
internal sealed class ClusterClient : IDisposable
{
    private static readonly TimeSpan RepeatAfter = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(40);

    public ClusterClient(ClusterProcesses cluster, int home)
    {
        Home = home;
        Http = new HttpClient(new FailoverHandler([.. cluster.Gateways.Select(gateway => gateway.BaseAddress)], home))
        {
            BaseAddress = new Uri("http://cluster"),
        };
    }

    /// <summary>The gateway that it asks first.</summary>
    public int Home { get; }

    public HttpClient Http { get; }

    /// <summary>The submits that were refused meanwhile.</summary>
    public ConcurrentQueue<Refusal> Refusals { get; } = [];

    /// <summary>How many submits got no answer.</summary>
    public int Unanswered { get; private set; }

    /// <summary>Submits until it is told that the job is accepted, always with the same key.</summary>
    public async Task<AcceptedJob> SubmitAsync(IReadOnlyList<int> fileIds, string key, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TrySubmitAsync(fileIds, key, cancellationToken) is { } accepted)
                return accepted;

            await Task.Delay(RepeatAfter, cancellationToken);
        }
    }

    public void Dispose() => Http.Dispose();

    private async Task<AcceptedJob?> TrySubmitAsync(IReadOnlyList<int> fileIds, string key, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/download/initiate") { Content = RunningGateway.Body(fileIds) };
        request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var answer = await Http.SendAsync(request, limit.Token);
            if (answer.StatusCode == HttpStatusCode.Accepted)
                return await answer.Content.ReadFromJsonAsync<AcceptedJob>(limit.Token);

            var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(limit.Token));
            Refusals.Enqueue(new Refusal(answer.StatusCode, problem.GetProperty("code").GetString(), answer.Headers.RetryAfter?.Delta));
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !limit.IsCancellationRequested))
        {
            Unanswered++;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"A submit was neither answered nor refused within {AnswerLimit.TotalSeconds} s.");
        }

        return null;
    }
}

/// <summary>A submit that was not accepted.</summary>
internal sealed record Refusal(HttpStatusCode Status, string? Code, TimeSpan? RetryAfter);
