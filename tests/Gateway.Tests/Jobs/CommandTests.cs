using System.Net;
using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Jobs;

public sealed class CommandTests : IAsyncLifetime
{
    private const string Path = $"/v1/download/{Samples.Id}";

    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Cancelling_twice_changes_the_job_once()
    {
        _gateway.Cluster.Existing(Samples.Job(JobStatus.Processing));
        using var first = await _gateway.SendAsync(HttpMethod.Delete, Path);
        using var second = await _gateway.SendAsync(HttpMethod.Delete, Path);
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal($"/v1/download/status/{Samples.Id}", first.Header("Location"));
        Assert.Equal("cancelled", (await first.JsonAsync()).GetProperty("status").GetString());
        Assert.Equal(await first.TextAsync(), await second.TextAsync());
    }

    [Fact]
    public async Task A_retried_job_runs_again()
    {
        _gateway.Cluster.Job(Samples.JobId).Answer = new JobCommandResult(JobCommandOutcome.Accepted, Samples.Job(JobStatus.Processing));
        using var response = await _gateway.SendAsync(HttpMethod.Post, $"{Path}/retry");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("processing", (await response.JsonAsync()).GetProperty("status").GetString());
        Assert.NotNull(response.Header("Retry-After"));
    }

    [Theory]
    [InlineData(JobCommandOutcome.NothingToRetry, 409, "nothing_to_retry")]
    [InlineData(JobCommandOutcome.TooManyActiveJobs, 429, "too_many_active_jobs")]
    [InlineData(JobCommandOutcome.NotFound, 404, "job_not_found")]
    public async Task A_job_that_cannot_be_retried_says_why(JobCommandOutcome outcome, int status, string code)
    {
        _gateway.Cluster.Job(Samples.JobId).Answer = new JobCommandResult(outcome, null);
        using var response = await _gateway.SendAsync(HttpMethod.Post, $"{Path}/retry");
        await response.ProblemAsync((HttpStatusCode)status, code);
    }
}
