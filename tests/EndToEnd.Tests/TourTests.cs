using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing;
using Downstream.Testing.Processes;
using Downstream.Testing.Streams;

namespace Downstream.EndToEnd.Tests;

/// <summary>The README's tour, against the real process.</summary>
public sealed class TourTests(TourTests.Server server) : IClassFixture<TourTests.Server>
{
    private static readonly int[] FileIds = [70000, 70007, 70001];

    private readonly RunningGateway _gateway = server.Gateway;

    [Fact]
    public async Task A_stream_shows_a_snapshot_progress_each_file_and_the_end()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var job = await _gateway.InitiateAsync([80500, 80507, 80501], cancellationToken);
        Assert.Equal("queued", job.Status);
        Assert.Equal(3, job.TotalFileIds);

        await using var watcher = new EventStreamClient(_gateway.Http, job.EventsPath);
        watcher.Start();
        await watcher.WaitForEndAsync(RunningGateway.JobLimit, cancellationToken);

        var events = watcher.Events;
        Assert.Equal("snapshot", events[0].Type);
        Assert.NotNull(events[0].Id);
        Assert.Contains(events, e => e.Type == "progress" && e.Id is null);
        Assert.Equal("partially_completed", events[^1].Type);
        Assert.Equal(
            [(80500, "ready"), (80501, "failed"), (80507, "ready")],
            events.Where(e => e.Type == "file").Select(e => (e.Json.GetProperty("file_id").GetInt32(), e.Json.GetProperty("status").GetString())).Order());
        Assert.All(events, e => Assert.True(e.Json.TryGetProperty("time", out _), e.Data));
    }

    [Fact]
    public async Task A_link_to_a_file_gives_a_zip_that_unzip_accepts()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var job = await _gateway.InitiateAsync(FileIds, cancellationToken);
        await _gateway.WaitForEndAsync(job, cancellationToken);

        var link = await _gateway.LinkAsync(job.FilesPath + "/70000", cancellationToken);
        using var answer = await _gateway.Http.GetAsync(link, cancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.EndsWith(".zip", answer.Content.Headers.ContentDisposition?.FileName?.Trim('"'), StringComparison.Ordinal);
        await AssertUnzipAcceptsAsync(await answer.Content.ReadAsByteArrayAsync(cancellationToken), cancellationToken);
    }

    [Fact]
    public async Task The_result_is_an_archive_of_the_files_that_are_ready()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var job = await _gateway.InitiateAsync(FileIds, cancellationToken);
        var ended = await _gateway.WaitForEndAsync(job, cancellationToken);

        var link = await _gateway.LinkAsync(job.ResultPath, cancellationToken);
        var bytes = await _gateway.Http.GetByteArrayAsync(link, cancellationToken);
        var again = await _gateway.Http.GetByteArrayAsync(new Uri(ended.DownloadUrl!), cancellationToken);

        Assert.Equal("partially_completed", ended.Status);
        Assert.Equal(bytes.Length, ended.Size);
        Assert.Equal(bytes, again);
        using var archive = new ZipArchive(new MemoryStream(bytes));
        Assert.Equal(2, archive.Entries.Count);
        await AssertUnzipAcceptsAsync(bytes, cancellationToken);
    }

    [Fact]
    public async Task A_link_serves_a_range()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var job = await _gateway.InitiateAsync([70000], cancellationToken);
        await _gateway.WaitForEndAsync(job, cancellationToken);
        var link = await _gateway.LinkAsync(job.FilesPath + "/70000", cancellationToken);
        var whole = await _gateway.Http.GetByteArrayAsync(link, cancellationToken);

        using var request = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { Range = new RangeHeaderValue(10, 19) } };
        using var answer = await _gateway.Http.SendAsync(request, cancellationToken);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(new ContentRangeHeaderValue(10, 19, whole.Length), answer.Content.Headers.ContentRange);
        Assert.Equal(whole[10..20], await answer.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    [Fact]
    public async Task A_link_that_was_changed_is_refused()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var job = await _gateway.InitiateAsync([70000], cancellationToken);
        await _gateway.WaitForEndAsync(job, cancellationToken);
        var link = await _gateway.LinkAsync(job.FilesPath + "/70000", cancellationToken);
        var address = link.GetLeftPart(UriPartial.Path);
        var parameters = link.Query.TrimStart('?').Split('&');

        var changes = parameters.Select((_, place) => address + "?" + string.Join('&', parameters.Select((p, i) => i == place ? Change(p) : p)))
            .Append(link.ToString().Replace("70000", "70007", StringComparison.Ordinal))
            .Append(address);
        foreach (var changed in changes)
        {
            using var answer = await _gateway.Http.GetAsync(new Uri(changed), cancellationToken);
            Assert.InRange((int)answer.StatusCode, 400, 499);
        }
    }

    private static string Change(string parameter)
    {
        var value = parameter.IndexOf('=', StringComparison.Ordinal) + 1;
        return parameter[..value] + (parameter[value] == '1' ? '2' : '1') + parameter[(value + 1)..];
    }

    private static async Task AssertUnzipAcceptsAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        var file = folder.Combine("file.zip");
        await File.WriteAllBytesAsync(file, bytes, cancellationToken);
        await Unzip.TestAsync(file, cancellationToken);
    }

    /// <summary>One process for these tests, slow enough for progress to be seen.</summary>
    public sealed class Server : IAsyncLifetime
    {
        internal RunningGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Gateway = await RunningGateway.StartAsync(
            TestContext.Current.CancellationToken, ("DOWNLOAD_DELAY_MIN_MS", "5000"), ("DOWNLOAD_DELAY_MAX_MS", "6000"), ("PROGRESS_INTERVAL_MS", "100"));

        public ValueTask DisposeAsync() => Gateway?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
