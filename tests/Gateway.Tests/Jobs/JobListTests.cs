using System.Net;
using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Jobs;

public sealed class JobListTests : IAsyncLifetime
{
    private const string Path = "/v1/downloads";

    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_caller_sees_its_own_jobs_newest_first()
    {
        var older = Put("ann", JobStatus.Completed);
        var newer = Put("ann", JobStatus.Processing);
        Put("bob", JobStatus.Processing);
        Assert.Equal([newer, older], await ListAsync("", "ann"));
        Assert.Empty(await ListAsync("", null));
    }

    [Fact]
    public async Task A_job_in_the_list_reads_as_it_does_alone()
    {
        _gateway.Cluster.Existing(Samples.Full());
        _gateway.Cluster.Caller("anonymous").Add(_gateway.Cluster.Job(Samples.JobId));
        using var alone = await _gateway.GetAsync($"/v1/download/status/{Samples.Id}");
        using var list = await _gateway.GetAsync(Path);
        Assert.Equal($$"""{"items":[{{await alone.TextAsync()}}],"next":null}""", await list.TextAsync());
    }

    [Fact]
    public async Task Jobs_that_are_gone_are_left_out()
    {
        var there = Put("ann", JobStatus.Completed);
        _gateway.Cluster.Caller("ann").Add(_gateway.Cluster.Missing(), JobStatus.Completed);
        Put("ann", JobStatus.Expired);
        Assert.Equal([there], await ListAsync("", "ann"));
    }

    [Fact]
    public async Task A_running_job_is_found_under_its_own_state_whatever_the_list_knows()
    {
        var runs = Put("ann", JobStatus.Processing, known: JobStatus.Queued);
        var waits = Put("ann", JobStatus.Queued);
        var runsAgain = Put("ann", JobStatus.Processing);
        Put("ann", JobStatus.Completed, known: JobStatus.Processing);
        Assert.Equal([runsAgain, runs], await ListAsync("?status=processing", "ann"));
        Assert.Equal([waits], await ListAsync("?status=queued", "ann"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&status=processing")]
    public async Task Pages_hold_every_job_once(string filter)
    {
        var put = Enumerable.Range(0, 7).Select(i => Put("ann", JobStatus.Processing, i % 3 == 0 ? JobStatus.Queued : JobStatus.Processing)).Reverse().ToList();
        List<string> seen = [];
        string? next = null;
        do
        {
            using var response = await _gateway.GetAsync($"{Path}?limit=2{filter}&cursor={next}", ("X-Client-ID", "ann"));
            var page = await response.JsonAsync();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("jobId").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        Assert.Equal(put, seen);
    }

    [Theory]
    [InlineData("?status=expired")]
    [InlineData("?status=ready")]
    [InlineData("?limit=-1")]
    [InlineData("?cursor=x")]
    public async Task A_wrong_query_is_refused(string query)
    {
        using var response = await _gateway.GetAsync(Path + query);
        await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task A_cursor_of_another_caller_is_refused()
    {
        Put("ann", JobStatus.Completed);
        Put("ann", JobStatus.Completed);
        using var response = await _gateway.GetAsync($"{Path}?limit=1", ("X-Client-ID", "ann"));
        var next = (await response.JsonAsync()).GetProperty("next").GetString();
        using var other = await _gateway.GetAsync($"{Path}?cursor={next}", ("X-Client-ID", "bob"));
        await other.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    private string Put(string caller, JobStatus status, JobStatus? known = null)
    {
        var id = Guid.CreateVersion7(TestGateway.Start);
        _gateway.Cluster.Caller(caller).Add(_gateway.Cluster.Existing(Samples.Job(id, status, TestGateway.Start)), known);
        return id.ToString("D");
    }

    private async Task<List<string>> ListAsync(string query, string? caller)
    {
        using var response = await _gateway.GetAsync(Path + query, caller is null ? [] : [("X-Client-ID", caller)]);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return [.. (await response.JsonAsync()).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("jobId").GetString()!)];
    }
}
