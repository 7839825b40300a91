using System.Net;
using Downstream.Gateway.Tests.Support;
using Downstream.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Downstream.Gateway.Tests.Hosting;

/// <summary>Whatever is logged for a job can be found by the job's id.</summary>
public sealed class JobLogScopeTests : IDisposable
{
    private const int Failed = 2001;
    private const int FeedLost = 2301;

    private readonly ScopedLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task What_goes_wrong_with_a_request_about_a_job_has_its_id()
    {
        await using var gateway = await TestGateway.StartAsync(Record);
        gateway.Cluster.Failure = new InvalidOperationException("the bug");
        using (var answer = await gateway.GetAsync($"/v1/download/status/{Samples.Id}"))
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);

        Assert.Equal(new Guid(Samples.Id), Assert.Single(_logs.Lines, line => line.EventId == Failed).JobId);
    }

    [Fact]
    public async Task What_goes_wrong_with_a_submit_has_the_new_jobs_id()
    {
        await using var gateway = await TestGateway.StartAsync(Record);
        gateway.Cluster.WhenSubmitted = () => throw new InvalidOperationException("the bug");
        using (var answer = await gateway.PostAsync("/v1/download/initiate", """{"file_ids":[70000]}"""))
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);

        Assert.Equal(gateway.Cluster.Jobs.Keys.Single(), Assert.Single(_logs.Lines, line => line.EventId == Failed).JobId);
    }

    [Fact]
    public async Task What_is_of_no_job_has_none()
    {
        await using var gateway = await TestGateway.StartAsync(Record);
        gateway.Cluster.Failure = new InvalidOperationException("the bug");
        using (var answer = await gateway.GetAsync("/v1/downloads"))
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);

        Assert.Null(Assert.Single(_logs.Lines, line => line.EventId == Failed).JobId);
    }

    [Fact]
    public async Task A_feed_names_its_job_in_what_it_logs_long_after_the_request_that_began_it()
    {
        await using var gateway = await TestGateway.StartAsync(Record);
        var job = gateway.Cluster.Existing();
        using var open = await gateway.SubscribeAsync(job);
        await job.WatchedByAsync(1);
        job.Break(new TimeoutException());
        await job.WatchedByAsync(0);

        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = new CancellationTokenSource(TestGateway.Deadline);
        ScopedLine? lost;
        while ((lost = _logs.Lines.FirstOrDefault(line => line.EventId == FeedLost)) is null)
            await pace.WaitForNextTickAsync(limit.Token);

        Assert.Equal(job.JobId, lost.JobId);
    }

    private void Record(WebApplicationBuilder builder) => builder.Services.AddSingleton<ILoggerProvider>(_logs);
}
