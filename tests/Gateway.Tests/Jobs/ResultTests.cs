using System.Net;
using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Jobs;

public sealed class ResultTests : IAsyncLifetime
{
    private const string Path = $"/v1/download/{Samples.Id}";

    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData(Path, null, "https://store.example/a.zip?X-Amz-Signature=1", "https://store.example/a.zip?X-Amz-Signature=1")]
    [InlineData($"{Path}/files/70000", 70000, "/v1/objects/downloads/70000.zip?signature=1", "/v1/objects/downloads/70000.zip?signature=1")]
    public async Task A_result_is_a_redirect_to_its_link(string path, int? fileId, string url, string location)
    {
        var job = _gateway.Cluster.Job(Samples.JobId);
        job.Linked = new JobLink(JobLinkResult.Ready, url);
        using var response = await _gateway.GetAsync(path);
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal(location, response.Header("Location"));
        Assert.Equal("no-store", response.Header("Cache-Control"));
        Assert.Equal(fileId, job.LinkedFile);
    }

    [Theory]
    [InlineData(JobLinkResult.NotReady, 409, "job_not_ready")]
    [InlineData(JobLinkResult.Failed, 410, "job_failed")]
    [InlineData(JobLinkResult.Cancelled, 410, "job_cancelled")]
    [InlineData(JobLinkResult.Expired, 410, "job_expired")]
    [InlineData(JobLinkResult.JobNotFound, 404, "job_not_found")]
    [InlineData(JobLinkResult.FileNotFound, 404, "not_found")]
    public async Task Without_a_link_the_reason_is_told(JobLinkResult result, int status, string code)
    {
        _gateway.Cluster.Job(Samples.JobId).Linked = new JobLink(result, Error: FileErrors.NotFound);
        foreach (var path in new[] { Path, $"{Path}/files/70000" })
        {
            using var response = await _gateway.GetAsync(path);
            await response.ProblemAsync((HttpStatusCode)status, code);
            Assert.Equal(result == JobLinkResult.NotReady ? "2" : null, response.Header("Retry-After"));
        }
    }

    [Theory]
    [InlineData("9999")]
    [InlineData("100000001")]
    [InlineData("abc")]
    [InlineData("-70000")]
    [InlineData("7e4")]
    [InlineData("%2070000")]
    public async Task A_file_is_named_by_an_integer(string fileId)
    {
        using var response = await _gateway.GetAsync($"{Path}/files/{fileId}");
        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty("fileId", out _));
    }
}
