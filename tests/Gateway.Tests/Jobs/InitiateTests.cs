using System.Net;
using Downstream.Gateway.Http.Requests;
using Downstream.Gateway.Jobs.Submissions;
using Downstream.Gateway.Tests.Support;
using Downstream.Gateway.Tests.Support.Scripts;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Jobs;

public sealed class InitiateTests : IAsyncLifetime
{
    private const string Path = "/v1/download/initiate";
    private const string Body = """{"file_ids":[70000,70007,70000,10000]}""";

    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task An_accepted_job_is_answered_with_its_links()
    {
        using var response = await _gateway.PostAsync(Path, Body);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var (id, job) = Assert.Single(_gateway.Cluster.Jobs);
        Assert.Equal(
            $$$"""{"jobId":"{{{id}}}","status":"queued","totalFileIds":3,"links":{"status":"/v1/download/status/{{{id}}}","events":"/v1/download/subscribe/{{{id}}}","result":"/v1/download/{{{id}}}","files":"/v1/download/{{{id}}}/files"}}""",
            await response.TextAsync());
        Assert.Equal($"/v1/download/status/{id}", response.Header("Location"));
        Assert.Equal("2", response.Header("Retry-After"));
        Assert.Null(response.Header("Idempotent-Replayed"));
        Assert.Equal(7, id.Version);
        Assert.Equal([70000, 70007, 10000], job.Submitted!.FileIds);
        Assert.Equal("anonymous", job.Submitted.Caller);
    }

    [Fact]
    public async Task The_job_belongs_to_the_trace_that_the_request_continues()
    {
        using var response = await _gateway.PostAsync(Path, Body, ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", response.Header("X-Trace-ID"));
        var parent = Assert.Single(_gateway.Cluster.Jobs).Value.Submitted!.TraceParent;
        Assert.StartsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-", parent);
        Assert.DoesNotContain("00f067aa0ba902b7", parent);
    }

    [Fact]
    public async Task The_same_key_and_body_give_the_same_job_with_its_status()
    {
        using var first = await _gateway.PostAsync(Path, Body, ("Idempotency-Key", "order-1"), ("X-Client-ID", "ann"));
        var (id, job) = Assert.Single(_gateway.Cluster.Jobs);
        job.View = job.View! with { Status = JobStatus.Processing };
        using var second = await _gateway.PostAsync(Path, """{ "file_ids": [70000, 70007, 10000] }""", ("Idempotency-Key", "order-1"), ("X-Client-ID", "ann"));

        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        Assert.Equal("true", second.Header("Idempotent-Replayed"));
        var body = await second.JsonAsync();
        Assert.Equal(id, body.GetProperty("jobId").GetGuid());
        Assert.Equal("processing", body.GetProperty("status").GetString());
        Assert.Equal(5, id.Version);
        Assert.Equal(JobIds.FromKey(TestGateway.Secret, "ann", "order-1"), id);
        Assert.Null(first.Header("Idempotent-Replayed"));
    }

    [Theory]
    [InlineData(Path, """{"file_ids":[70007,70000,10000]}""")]
    [InlineData("/v1/download/start", """{"file_id":70000}""")]
    public async Task The_same_key_with_another_request_is_a_conflict(string path, string body)
    {
        using var first = await _gateway.PostAsync(Path, Body, ("Idempotency-Key", "order-1"));
        using var second = await _gateway.PostAsync(path, body, ("Idempotency-Key", "order-1"));
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        await second.ProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency_conflict");
    }

    [Fact]
    public async Task Another_caller_may_use_the_same_key()
    {
        using var first = await _gateway.PostAsync(Path, Body, ("Idempotency-Key", "order-1"), ("Cookie", "client_id=ann"));
        using var second = await _gateway.PostAsync(Path, Body, ("Idempotency-Key", "order-1"), ("Cookie", "client_id=ann"), ("X-Client-ID", "bob"));
        Assert.Equal(["ann", "bob"], _gateway.Cluster.Jobs.Values.Select(job => job.Submitted!.Caller).Order());
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode));
    }

    [Theory]
    [InlineData("", "Idempotency-Key")]
    [InlineData("two words", "Idempotency-Key")]
    [InlineData("a", "X-Client-ID", "no spaces allowed")]
    [InlineData("a", "X-Client-ID", "a/b")]
    public async Task A_malformed_name_is_refused(string key, string field, string caller = "ann")
    {
        using var response = await _gateway.PostAsync(Path, Body, ("Idempotency-Key", key), ("X-Client-ID", caller));
        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
        Assert.Empty(_gateway.Cluster.Jobs);
    }

    [Fact]
    public async Task A_key_may_have_255_characters_and_not_one_more()
    {
        using var longest = await _gateway.PostAsync(Path, Body, ("Idempotency-Key", new string('k', 255)));
        using var longer = await _gateway.PostAsync(Path, Body, ("Idempotency-Key", new string('k', 256)));
        Assert.Equal(HttpStatusCode.Accepted, longest.StatusCode);
        await longer.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [InlineData(JobCommandOutcome.TooManyActiveJobs, 429, "too_many_active_jobs", "10")]
    [InlineData(JobCommandOutcome.Conflict, 422, "idempotency_conflict", null)]
    [InlineData(JobCommandOutcome.Expired, 410, "job_expired", null)]
    public async Task A_job_that_is_not_accepted_says_why(JobCommandOutcome outcome, int status, string code, string? retryAfter)
    {
        _gateway.Cluster.Job(JobIds.FromKey(TestGateway.Secret, "anonymous", "k")).Answer = new JobCommandResult(outcome, null);
        using var response = await _gateway.PostAsync(Path, Body, ("Idempotency-Key", "k"));
        await response.ProblemAsync((HttpStatusCode)status, code);
        Assert.Equal(retryAfter, response.Header("Retry-After"));
    }

    [Theory]
    [InlineData(AddressEntry.TooManyJobs, "too_many_active_jobs")]
    [InlineData(AddressEntry.TooManyCallers, "rate_limited")]
    public async Task An_address_is_bounded_beside_its_callers(AddressEntry entry, string code)
    {
        _gateway.Cluster.Addresses["127.0.0.1"] = new FakeAddressGrain { Answer = entry };
        using var response = await _gateway.PostAsync(Path, Body, ("X-Client-ID", "ann"));
        await response.ProblemAsync(HttpStatusCode.TooManyRequests, code);
        Assert.NotNull(response.Header("Retry-After"));
        Assert.Empty(_gateway.Cluster.Jobs);
        Assert.Equal(["ann"], _gateway.Cluster.Addresses["127.0.0.1"].Callers);
    }

    [Fact]
    public async Task The_networks_of_an_ipv6_site_are_bounded_together_as_well()
    {
        await using var gateway = await TestGateway.StartAsync("TRUSTED_PROXIES=127.0.0.1");
        gateway.Cluster.Addresses["2001:db8:1::/48"] = new FakeAddressGrain { Answer = AddressEntry.TooManyJobs };
        using var refused = await gateway.PostAsync(Path, Body, ("X-Forwarded-For", "2001:db8:1:2::3"));
        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "too_many_active_jobs");
        Assert.DoesNotContain("2001:db8:1:2::/64", gateway.Cluster.Addresses.Keys);

        using var other = await gateway.PostAsync(Path, Body, ("X-Forwarded-For", "2001:db8:2:2::3"));
        Assert.Equal(HttpStatusCode.Accepted, other.StatusCode);
        Assert.Superset(new HashSet<string> { "2001:db8:2::/48", "2001:db8:2:2::/64" }, gateway.Cluster.Addresses.Keys.ToHashSet());
    }

    [Fact]
    public async Task Without_the_cluster_s_secret_a_key_is_answered_503_and_a_request_without_one_is_taken()
    {
        await using var gateway = await TestGateway.StartAsync(builder => builder.Services.AddSingleton<IClusterSecret, SecretOutOfReach>());
        using var keyed = await gateway.PostAsync(Path, Body, ("Idempotency-Key", "k"));
        await keyed.ProblemAsync(HttpStatusCode.ServiceUnavailable, "cluster_unavailable");
        Assert.NotNull(keyed.Header("Retry-After"));
        Assert.Empty(gateway.Cluster.Jobs);
        using var plain = await gateway.PostAsync(Path, Body);
        Assert.Equal(HttpStatusCode.Accepted, plain.StatusCode);
    }

    [Fact]
    public async Task Every_wrong_entry_is_named()
    {
        using var response = await _gateway.PostAsync(Path, """{"file_ids":[70000,70000.5,"70000",9999,7e-4,99999999999999999999,null]}""");
        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(
            """{"file_ids[1]":["must be an integer"],"file_ids[2]":["must be an integer"],"file_ids[3]":["must be from 10000 to 100000000"],"file_ids[4]":["must be an integer"],"file_ids[5]":["must be from 10000 to 100000000"],"file_ids[6]":["must be an integer"]}""",
            problem.GetProperty("errors").GetRawText());
    }

    [Fact]
    public async Task A_body_of_more_than_a_mebibyte_is_too_large()
    {
        var body = $$"""{"padding":"{{new string('x', 1024 * 1024)}}","file_ids":[70000]}""";
        using var response = await _gateway.PostAsync(Path, body, ("Expect", "100-continue"));
        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "payload_too_large");
    }

    [Theory]
    [InlineData("application/json", HttpStatusCode.Accepted)]
    [InlineData("application/json; charset=UTF-8", HttpStatusCode.Accepted)]
    [InlineData("application/json; charset=\"utf-8\"", HttpStatusCode.Accepted)]
    [InlineData("application/vnd.downstream+json", HttpStatusCode.Accepted)]
    [InlineData("application/json; charset=utf-16", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("garbage", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, HttpStatusCode.UnsupportedMediaType)]
    public async Task A_body_declares_itself_as_json(string? type, HttpStatusCode status)
    {
        var content = new ByteArrayContent("""{"file_ids":[70000]}"""u8.ToArray());
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await _gateway.Client.PostAsync(Path, content, TestContext.Current.CancellationToken);
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
    {
        using var response = await _gateway.PostAsync(Path, Body, ("Content-Encoding", "gzip"));
        await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    private sealed class SecretOutOfReach : IClusterSecret
    {
        public ValueTask<byte[]> GetAsync(CancellationToken cancellationToken) => throw new TimeoutException();
    }
}
