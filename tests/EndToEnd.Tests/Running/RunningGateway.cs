using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Web;
using Downstream.Testing.Processes;
using Downstream.Testing.Streams;

namespace Downstream.EndToEnd.Tests.Running;

/// <summary>A gateway process with a client. In the end nothing that it wrote may have shown a signed link.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    public static readonly TimeSpan JobLimit = TimeSpan.FromSeconds(60);

    private const int ShortestSecret = 16;

    /// <summary>Takes over a process, and disposes it in the end.</summary>
    public RunningGateway(GatewayProcess process)
    {
        Process = process;
        Process.Output.Forbid("X-Amz-");
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = Process.BaseAddress };
    }

    public GatewayProcess Process { get; }

    /// <summary>A client that follows no redirect.</summary>
    public HttpClient Http { get; }

    /// <summary>How long the first start took.</summary>
    public TimeSpan StartTime { get; private set; }

    public static async Task<RunningGateway> StartAsync(CancellationToken cancellationToken, params IEnumerable<(string Name, string Value)> settings)
    {
        var gateway = new RunningGateway(new GatewayProcess(settings));
        try
        {
            gateway.StartTime = await gateway.Process.StartAsync(cancellationToken);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>A body of <c>initiate</c>.</summary>
    public static JsonContent Body(IEnumerable<int> fileIds) => JsonContent.Create(new Dictionary<string, object> { ["file_ids"] = fileIds });

    public async Task<AcceptedJob> InitiateAsync(IEnumerable<int> fileIds, CancellationToken cancellationToken, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/download/initiate") { Content = Body(fileIds) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);

        using var answer = await Http.SendAsync(request, cancellationToken);
        return await ReadAsync<AcceptedJob>(answer, HttpStatusCode.Accepted, cancellationToken);
    }

    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var answer = await Http.GetAsync(path, cancellationToken);
        return await ReadAsync<T>(answer, HttpStatusCode.OK, cancellationToken);
    }

    /// <summary>Reads an answer that must have the given status.</summary>
    public async Task<T> ReadAsync<T>(HttpResponseMessage answer, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(answer.StatusCode == expected, $"{answer.RequestMessage?.RequestUri?.AbsolutePath} answered {(int)answer.StatusCode}: {text}\n{Process.Output}");
        var value = JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web) ?? throw new InvalidOperationException("The answer is null.");
        if (value is JobDocument { DownloadUrl: { } link })
            ForbidInOutput(new Uri(link));

        return value;
    }

    /// <summary>Every item of a paged list.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string path, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        string? cursor = null;
        do
        {
            var page = await GetAsync<Page<T>>($"{path}?limit=1000{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}", cancellationToken);
            items.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null && items.Count < 100_000);

        return items;
    }

    /// <summary>Waits for the job's end on its event stream.</summary>
    public async Task<JobDocument> WaitForEndAsync(AcceptedJob job, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        await using var watcher = new EventStreamClient(Http, job.EventsPath);
        watcher.Start();
        await watcher.WaitForAsync(events => events.Any(e => e.IsTerminal || IsEnded(e)), limit ?? JobLimit, cancellationToken);
        return await GetAsync<JobDocument>(job.StatusPath, cancellationToken);
    }

    /// <summary>Follows a redirect to a signed link by hand.</summary>
    public async Task<Uri> LinkAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await Http.GetAsync(path, cancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.Found, $"{path} answered {(int)answer.StatusCode}\n{Process.Output}");
        Assert.True(answer.Headers.CacheControl?.NoStore, "a link must not be cached");
        var link = new Uri(Process.BaseAddress, answer.Headers.Location!);
        ForbidInOutput(link);
        return link;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
        Assert.Empty(Process.Output.Leaks);
    }

    private void ForbidInOutput(Uri link)
    {
        var query = HttpUtility.ParseQueryString(link.Query);
        foreach (var value in query.AllKeys.SelectMany(query.GetValues!).Where(value => value.Length >= ShortestSecret))
            Process.Output.Forbid(value);
    }

    private static bool IsEnded(StreamEvent received) =>
        received.Type == "snapshot" && received.Json.GetProperty("status").GetString() is not ("queued" or "processing");
}
