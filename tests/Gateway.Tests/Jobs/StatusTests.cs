using System.Net;
using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Jobs;

public sealed class StatusTests : IAsyncLifetime
{
    private const string Path = $"/v1/download/status/{Samples.Id}";

    /// <summary>Of <see cref="Samples.Full"/>: its version, and the six minutes of its link.</summary>
    private const string Tag = "W/\"6005-177976151\"";

    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task An_ended_job_is_shown_whole()
    {
        _gateway.Cluster.Existing(Samples.Full());
        using var response = await _gateway.GetAsync(Path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(Tag, response.Header("ETag"));
        Assert.Equal("no-store", response.Header("Cache-Control"));
        Assert.Null(response.Header("Retry-After"));
        Assert.Equal(
            $$$"""{"jobId":"{{{Samples.Id}}}","status":"completed","progress":100,"totalFileIds":3,"readyFiles":3,"failedFiles":0,"bytesReady":4567,"firstFileIds":[70000,70007,70014],"createdAt":"2031-05-06T07:08:09.000Z","startedAt":"2031-05-06T07:08:09.001Z","finishedAt":"2031-05-06T07:08:14.250Z","estimatedReadyAt":null,"expiresAt":"2031-05-07T07:08:09.000Z","downloadUrl":"https://store.example/archives/x.zip?X-Amz-Signature=s3cret","size":4999,"error":null,"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","callback":null,"version":6005,"links":{"status":"/v1/download/status/{{{Samples.Id}}}","events":"/v1/download/subscribe/{{{Samples.Id}}}","result":"/v1/download/{{{Samples.Id}}}","files":"/v1/download/{{{Samples.Id}}}/files"}}""",
            await response.TextAsync());
    }

    [Fact]
    public async Task A_head_request_is_answered_without_a_body()
    {
        _gateway.Cluster.Existing(Samples.Full());
        using var response = await _gateway.SendAsync(HttpMethod.Head, Path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Tag, response.Header("ETag"));
        Assert.Empty(await response.TextAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("wait=5")]
    public async Task A_link_that_is_confirmed_has_more_than_half_of_its_life_left(string prefer)
    {
        _gateway.Cluster.Existing(Samples.Full());
        using var first = await _gateway.GetAsync(Path);
        var signed = _gateway.Time.GetUtcNow();
        for (var confirmed = 0; ; confirmed++)
        {
            using var again = await _gateway.GetAsync(Path, ("If-None-Match", first.Header("ETag")!), ("Prefer", prefer));
            if (again.StatusCode != HttpStatusCode.NotModified)
            {
                Assert.NotEqual(first.Header("ETag"), again.Header("ETag"));
                Assert.True(confirmed > 0);
                return;
            }

            Assert.True(signed + (Samples.Full().DownloadUrlLifetime / 2) > _gateway.Time.GetUtcNow());
            _gateway.Time.Advance(TimeSpan.FromSeconds(20));
        }
    }

    [Theory]
    [InlineData(null, "2")]
    [InlineData(8.2, "9")]
    [InlineData(180d, "15")]
    [InlineData(-3d, "1")]
    public async Task A_running_job_says_when_to_look_again(double? seconds, string retryAfter)
    {
        var ready = seconds is { } s ? TestGateway.Start.AddSeconds(s) : (DateTimeOffset?)null;
        _gateway.Cluster.Existing(Samples.Job(JobStatus.Processing) with { EstimatedReadyAt = ready, Progress = 123 });
        using var response = await _gateway.GetAsync(Path);
        Assert.Equal(retryAfter, response.Header("Retry-After"));
        Assert.Equal("12.3", (await response.JsonAsync()).GetProperty("progress").GetRawText());
    }

    [Theory]
    [InlineData(Tag, HttpStatusCode.NotModified)]
    [InlineData("\"6005-177976151\"", HttpStatusCode.NotModified)]
    [InlineData("\"a\", " + Tag, HttpStatusCode.NotModified)]
    [InlineData("*", HttpStatusCode.NotModified)]
    [InlineData("W/\"6004\"", HttpStatusCode.OK)]
    [InlineData("6005", HttpStatusCode.OK)]
    [InlineData("\"", HttpStatusCode.OK)]
    public async Task A_known_version_is_not_sent_again(string tag, HttpStatusCode status)
    {
        _gateway.Cluster.Existing(Samples.Full());
        using var response = await _gateway.GetAsync(Path, ("If-None-Match", tag));
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(Tag, response.Header("ETag"));
        if (status == HttpStatusCode.NotModified)
            Assert.Empty(await response.TextAsync());
    }

    [Fact]
    public async Task A_preferred_wait_is_answered_when_the_version_moves()
    {
        _gateway.Cluster.Existing(Samples.Job(JobStatus.Processing) with { Sequence = 2 });
        _gateway.Cluster.WhenWatched = job => job.Progress(500);
        using var response = await _gateway.GetAsync(Path, ("If-None-Match", "W/\"2002\""), ("Prefer", "wait=12"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("wait=12", response.Header("Preference-Applied"));
        Assert.Equal("W/\"2502\"", response.Header("ETag"));
    }

    [Fact]
    public async Task A_preferred_wait_in_which_nothing_moves_is_answered_with_304()
    {
        _gateway.Cluster.Existing(Samples.Job(JobStatus.Processing) with { Sequence = 2 });

        // Told where it is, and that it is still there.
        _gateway.Cluster.WhenWatched = job => job.Progress(0);
        var pending = _gateway.GetAsync(Path, ("If-None-Match", "W/\"2002\""), ("Prefer", "wait=1"));
        using var response = await _gateway.WaitOutAsync(pending, TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Equal("wait=1", response.Header("Preference-Applied"));
        Assert.Equal("2", response.Header("Retry-After"));
    }

    [Theory]
    [InlineData(JobStatus.Processing, "W/\"1\"")]
    [InlineData(JobStatus.Processing, null)]
    [InlineData(JobStatus.Cancelled, "W/\"1001\"")]
    public async Task Nothing_is_held_that_can_be_answered_now(JobStatus status, string? tag)
    {
        _gateway.Cluster.Existing(Samples.Job(status));
        (string, string)[] headers = tag is null ? [("Prefer", "wait=5")] : [("Prefer", "wait=5"), ("If-None-Match", tag)];
        using var response = await _gateway.GetAsync(Path, headers);
        Assert.Equal(0, _gateway.Cluster.Job(Samples.JobId).Watches);
        Assert.Null(response.Header("Preference-Applied"));
    }

    [Fact]
    public async Task A_job_that_disappears_during_the_wait_is_not_found()
    {
        _gateway.Cluster.Existing(Samples.Job(JobStatus.Processing));
        _gateway.Cluster.WhenWatched = job => job.Vanish();
        using var response = await _gateway.GetAsync(Path, ("If-None-Match", "*"), ("Prefer", "wait=5"));
        await response.ProblemAsync(HttpStatusCode.NotFound, "job_not_found");
    }

    [Fact]
    public async Task An_id_is_read_in_either_case()
    {
        _gateway.Cluster.Existing(Samples.Full());
        using var response = await _gateway.GetAsync($"/v1/download/status/{Samples.Id.ToUpperInvariant()}");
        Assert.Equal(Samples.Id, (await response.JsonAsync()).GetProperty("jobId").GetString());
    }

    [Theory]
    [InlineData("GET", "status/{0}")]
    [InlineData("GET", "{0}/files")]
    [InlineData("GET", "{0}")]
    [InlineData("GET", "{0}/files/70000")]
    [InlineData("DELETE", "{0}")]
    [InlineData("POST", "{0}/retry")]
    [InlineData("POST", "{0}/callback")]
    public async Task Every_endpoint_of_a_job_tells_a_wrong_id_from_an_unknown_and_an_expired_one(string method, string pattern)
    {
        foreach (var wrong in new[] { "abc", "0195e2a47c317b5e8d201f2e3d4c5b6a", $"{{{Samples.Id}}}", $"%20{Samples.Id}", "0x95e2a4-7c31-7b5e-8d20-1f2e3d4c5b6a" })
        {
            using var refused = await SendAsync(wrong);
            await refused.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        }

        var job = _gateway.Cluster.Job(Samples.JobId);
        job.Answer = new JobCommandResult(JobCommandOutcome.NotFound, null);
        using var unknown = await SendAsync(Samples.Id);
        await unknown.ProblemAsync(HttpStatusCode.NotFound, "job_not_found");

        job.View = Samples.Job(JobStatus.Expired);
        job.Answer = new JobCommandResult(JobCommandOutcome.Expired, job.View);
        job.Linked = new JobLink(JobLinkResult.Expired);
        using var expired = await SendAsync(Samples.Id);
        await expired.ProblemAsync(HttpStatusCode.Gone, "job_expired");

        Task<HttpResponseMessage> SendAsync(string id) =>
            _gateway.SendAsync(new HttpMethod(method), $"/v1/download/{pattern.Replace("{0}", id, StringComparison.Ordinal)}");
    }
}
