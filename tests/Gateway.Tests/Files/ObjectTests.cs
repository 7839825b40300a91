using System.Net;
using System.Net.Http.Headers;
using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Storage.Disk;
using Downstream.Testing.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Files;

public sealed class ObjectTests : IAsyncLifetime
{
    private const string Key = "downloads/70000.zip";

    private readonly TempFolder _folder = new();
    private readonly SignedLinks _links = new(TestGateway.Secret);
    private readonly byte[] _content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i % 251))];
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(ObjectPath)!);
        await File.WriteAllBytesAsync(ObjectPath, _content, TestContext.Current.CancellationToken);
        _gateway = await TestGateway.StartAsync(AddLocalDisk);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_signed_link_serves_the_object_under_its_name()
    {
        using var response = await _gateway.GetAsync(Link());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/zip", response.Header("Content-Type"));
        Assert.Equal("attachment; filename=70000.zip; filename*=UTF-8''70000.zip", response.Header("Content-Disposition"));
        Assert.Equal("bytes", response.Header("Accept-Ranges"));
        Assert.Matches("^\"[0-9a-f]+-[0-9a-f]+\"$", response.Header("ETag"));
        Assert.NotNull(response.Header("Last-Modified"));
        Assert.Equal(_content, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_head_request_tells_the_length()
    {
        using var response = await _gateway.SendAsync(HttpMethod.Head, Link());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(_content.Length, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task A_head_request_knows_no_parts_nor_a_get_units_that_are_none()
    {
        using var head = await _gateway.SendAsync(HttpMethod.Head, Link(), null, ("Range", "bytes=0-9"));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(_content.Length, head.Content.Headers.ContentLength);
        using var lines = await _gateway.GetAsync(Link(), ("Range", "lines=1-2"));
        Assert.Equal(HttpStatusCode.OK, lines.StatusCode);
        Assert.Equal(_content.Length, lines.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Parts_of_a_file_do_not_use_the_rate_limit_up()
    {
        await using var gateway = await TestGateway.StartAsync(AddLocalDisk, "RATE_LIMIT_MAX_REQUESTS=1");
        for (var part = 0; part < 60; part++)
        {
            using var response = await gateway.GetAsync(Link(), ("Range", $"bytes={part * 10}-{(part * 10) + 9}"));
            Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        }
    }

    [Theory]
    [InlineData(0, 0L)]
    [InlineData(1000, 250_000L)]
    [InlineData(299_999, null)]
    public async Task A_part_can_be_had(int from, long? to)
    {
        using var response = await RangeAsync(new RangeHeaderValue(from, to));
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        var last = (int)(to ?? _content.Length - 1);
        Assert.Equal($"bytes {from}-{last}/{_content.Length}", response.Header("Content-Range"));
        Assert.Equal(_content[from..(last + 1)], await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_part_of_another_version_is_answered_with_the_whole()
    {
        using var whole = await _gateway.GetAsync(Link());
        using var same = await RangeAsync(new RangeHeaderValue(10, 19), whole.Header("ETag"));
        using var other = await RangeAsync(new RangeHeaderValue(10, 19), "\"other\"");
        Assert.Equal((HttpStatusCode.PartialContent, HttpStatusCode.OK), (same.StatusCode, other.StatusCode));
        Assert.Equal(_content.Length, (await other.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task A_known_version_is_not_sent_again()
    {
        using var whole = await _gateway.GetAsync(Link());
        using var again = await _gateway.GetAsync(Link(), ("If-None-Match", whole.Header("ETag")!));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task A_part_past_the_end_is_refused_with_the_length()
    {
        using var response = await RangeAsync(new RangeHeaderValue(300_000, null));
        await response.ProblemAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "range_not_satisfiable");
        Assert.Equal("bytes */300000", response.Header("Content-Range"));
    }

    [Fact]
    public async Task A_condition_that_fails_is_a_problem()
    {
        using var response = await _gateway.GetAsync(Link(), ("If-Match", "\"other\""));
        await response.ProblemAsync(HttpStatusCode.PreconditionFailed, "precondition_failed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?expires=99999999999&name=70000.zip&signature=bad")]
    [InlineData("?expires=x&name=70000.zip&signature=bad")]
    public async Task A_link_that_was_not_signed_here_is_forbidden(string query)
    {
        using var response = await _gateway.GetAsync($"/v1/objects/{Key}{query}");
        await response.ProblemAsync(HttpStatusCode.Forbidden, "link_invalid");
    }

    [Fact]
    public async Task A_link_expires()
    {
        _gateway.Time.Advance(TimeSpan.FromMinutes(15));
        using var response = await _gateway.GetAsync(Link());
        await response.ProblemAsync(HttpStatusCode.Forbidden, "link_expired");
    }

    [Fact]
    public async Task An_object_that_was_removed_is_not_found()
    {
        File.Delete(ObjectPath);
        using var response = await _gateway.GetAsync(Link());
        await response.ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Without_local_objects_there_is_nothing()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.GetAsync(Link());
        await response.ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("/v1/objects")]
    [InlineData("/v1/objects/")]
    public async Task Without_a_key_there_is_nothing(string path)
    {
        using var response = await _gateway.GetAsync(path);
        await response.ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("expires=", "expires=1")]
    [InlineData("70000.zip&", "70001.zip&")]
    public async Task A_link_that_was_changed_is_forbidden(string part, string other)
    {
        using var response = await _gateway.GetAsync(Link().Replace(part, other, StringComparison.Ordinal));
        await response.ProblemAsync(HttpStatusCode.Forbidden, "link_invalid");
    }

    private string ObjectPath => _folder.Combine($"files/{Key}");

    private string Link() => _links.Create(Key, "70000.zip", TestGateway.Start.AddMinutes(15));

    /// <summary>As the grains in the gateway's own process add it.</summary>
    private void AddLocalDisk(WebApplicationBuilder builder) => builder.Services
        .AddSingleton(_links)
        .AddSingleton(services => new FileSystemObjectStore(_folder.Path, _links, services.GetRequiredService<TimeProvider>()));

    private Task<HttpResponseMessage> RangeAsync(RangeHeaderValue range, string? ifRange = null) => ifRange is null
        ? _gateway.GetAsync(Link(), ("Range", range.ToString()))
        : _gateway.GetAsync(Link(), ("Range", range.ToString()), ("If-Range", ifRange));
}
