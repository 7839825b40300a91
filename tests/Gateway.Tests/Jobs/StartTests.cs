using System.Net;
using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Jobs;

public sealed class StartTests : IAsyncLifetime
{
    private const string Path = "/v1/download/start";
    private const string Body = """{"file_id":70000}""";

    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_file_that_is_done_in_time_is_answered_with_its_link()
    {
        _gateway.Cluster.WhenWatched = job => job.End(but: ended => ended with
        {
            FinishedAt = ended.CreatedAt.AddMilliseconds(4321),
            DownloadUrl = "/v1/objects/downloads/70000.zip?expires=1&signature=x",
            Size = 2048,
        });
        using var response = await _gateway.PostAsync(Path, Body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            $$"""{"file_id":70000,"status":"completed","downloadUrl":"{{_gateway.Origin}}/v1/objects/downloads/70000.zip?expires=1&signature=x","size":2048,"processingTimeMs":4321,"message":"The file is ready."}""",
            await response.TextAsync());
        Assert.Null(response.Header("Preference-Applied"));
    }

    [Fact]
    public async Task A_file_that_failed_in_time_says_why()
    {
        _gateway.Cluster.WhenWatched = job =>
        {
            job.FileViews = [new JobFileView { FileId = 70000, Status = FileStatus.Failed, Progress = 0, Error = FileErrors.NotFound, Attempts = 1 }];
            job.End(JobStatus.Failed, ended => ended with { Error = "files_failed", FinishedAt = ended.CreatedAt.AddSeconds(1) });
        };
        using var response = await _gateway.PostAsync(Path, Body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"file_id":70000,"status":"failed","downloadUrl":null,"size":null,"processingTimeMs":1000,"message":"The origin does not have the file."}""",
            await response.TextAsync());
    }

    [Fact]
    public async Task A_file_that_takes_longer_is_answered_with_its_job()
    {
        _gateway.Cluster.WhenWatched = job => job.Progress(0);
        using var response = await _gateway.WaitOutAsync(_gateway.PostAsync(Path, Body), TimeSpan.FromSeconds(29));
        var id = Assert.Single(_gateway.Cluster.Jobs).Key;
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($"/v1/download/status/{id}", response.Header("Location"));
        Assert.NotNull(response.Header("Retry-After"));
        var body = await response.JsonAsync();
        Assert.Equal(id, body.GetProperty("jobId").GetGuid());
        Assert.Equal("queued", body.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("respond-async", null, "respond-async")]
    [InlineData("wait=5", 5d, "wait=5")]
    [InlineData("Wait = \"7\" ; strict, foo=bar", 7d, "wait=7")]
    [InlineData("respond-async, wait=10", 10d, "respond-async, wait=10")]
    [InlineData("wait=600", 29d, "wait=29")]
    [InlineData("wait=99999999999999999999999999", 29d, "wait=29")]
    [InlineData("wait=0", null, "wait=0")]
    [InlineData("wait=soon", 29d, null)]
    [InlineData("wait=-1", 29d, null)]
    [InlineData("handling=lenient", 29d, null)]
    public async Task A_preference_is_honoured_and_confirmed(string prefer, double? seconds, string? applied)
    {
        var pending = _gateway.PostAsync(Path, Body, ("Prefer", prefer));
        using var response = await (seconds is { } wait ? _gateway.WaitOutAsync(pending, TimeSpan.FromSeconds(wait)) : pending);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(seconds is null ? 0 : 1, Assert.Single(_gateway.Cluster.Jobs.Values).Watches);
        Assert.Equal(applied, response.Header("Preference-Applied"));
    }

    [Fact]
    public async Task The_wait_is_over_when_the_request_has_taken_as_long()
    {
        _gateway.Cluster.WhenSubmitted = () => _gateway.Time.Advance(TimeSpan.FromSeconds(8));
        using var response = await _gateway.WaitOutAsync(_gateway.PostAsync(Path, Body), TimeSpan.FromSeconds(21));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task A_file_that_is_done_within_the_wait_is_not_called_asynchronous()
    {
        _gateway.Cluster.WhenWatched = job => job.End();
        using var response = await _gateway.PostAsync(Path, Body, ("Prefer", "respond-async, wait=10"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("wait=10", response.Header("Preference-Applied"));
    }

    [Theory]
    [InlineData(JobStatus.Cancelled, "job_cancelled")]
    [InlineData(JobStatus.Expired, "job_expired")]
    public async Task A_job_that_somebody_ended_is_gone(JobStatus status, string code)
    {
        _gateway.Cluster.WhenWatched = job =>
        {
            if (status == JobStatus.Expired)
                job.Expire();
            else
                job.End(status);
        };
        using var response = await _gateway.PostAsync(Path, Body);
        await response.ProblemAsync(HttpStatusCode.Gone, code);
    }

    [Fact]
    public async Task The_same_key_waits_for_the_same_job()
    {
        using var first = await _gateway.PostAsync(Path, Body, ("Idempotency-Key", "k"), ("Prefer", "respond-async"));
        using var second = await _gateway.WaitOutAsync(_gateway.PostAsync(Path, Body, ("Idempotency-Key", "k")), TimeSpan.FromSeconds(29));
        Assert.Equal("true", second.Header("Idempotent-Replayed"));
        Assert.Equal((await first.JsonAsync()).GetProperty("jobId").GetString(), (await second.JsonAsync()).GetProperty("jobId").GetString());
    }
}
