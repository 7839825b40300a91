using System.Security.Cryptography;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing;

namespace Downstream.EndToEnd.Tests;

/// <summary>One process that takes its files from an HTTP server which behaves badly.</summary>
public sealed class HttpOriginTests : IAsyncLifetime
{
    private const int Size = 3_000_000;

    private HostileOrigin _origin = null!;
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _origin = await HostileOrigin.StartAsync(TestContext.Current.CancellationToken);
        _origin.Content = RandomNumberGenerator.GetBytes(Size);
        _gateway = await RunningGateway.StartAsync(
            TestContext.Current.CancellationToken,
            ("ORIGIN_KIND", "http"),
            ("ORIGIN_URL", _origin.UrlTemplate),
            ("DOWNLOAD_DELAY_ENABLED", "false"));
        _gateway.Process.Output.Forbid(HostileOrigin.Secret);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();

        await _origin.DisposeAsync();
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_is_resumed_and_arrives_whole()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _origin.ThenAnswer(503);
        _origin.ThenBreakOffAfter(1_000_000);
        _origin.ThenBreakOffAfter(500_000);

        var job = await _gateway.InitiateAsync([70000], cancellationToken);
        var end = await _gateway.WaitForEndAsync(job, cancellationToken);

        Assert.Equal("completed", end.Status);
        var link = await _gateway.LinkAsync(job.FilesPath + "/70000", cancellationToken);
        Assert.Equal(_origin.Content, await _gateway.Http.GetByteArrayAsync(link, cancellationToken));
        Assert.Contains(_origin.Requests, request => request.Range is { Length: > 0 });
    }

    [Fact]
    public async Task A_missing_file_fails_and_the_others_are_ready()
    {
        var cancellationToken = TestContext.Current.CancellationToken;

        var job = await _gateway.InitiateAsync([70000, 70001, 70002], cancellationToken);
        var end = await _gateway.WaitForEndAsync(job, cancellationToken);
        var files = await _gateway.ListAsync<FileDocument>(job.FilesPath, cancellationToken);

        Assert.Equal(("partially_completed", 2, 1), (end.Status, end.ReadyFiles, end.FailedFiles));
        Assert.Equal([(70000, "ready"), (70001, "failed"), (70002, "ready")], files.OrderBy(f => f.FileId).Select(f => (f.FileId, f.Status)));
    }

    [Fact]
    public async Task A_kill_in_the_middle_of_a_transfer_ends_with_the_whole_file()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _origin.ThenStallAfter(1_000_000);
        var job = await _gateway.InitiateAsync([70004], cancellationToken);
        await Poll.UntilAsync(() => Task.FromResult(!_origin.Requests.IsEmpty), RunningGateway.JobLimit, cancellationToken);

        await _gateway.Process.KillAsync();
        await _gateway.Process.StartAsync(cancellationToken);
        var end = await _gateway.WaitForEndAsync(job, cancellationToken);

        Assert.Equal("completed", end.Status);
        var link = await _gateway.LinkAsync(job.FilesPath + "/70004", cancellationToken);
        Assert.Equal(_origin.Content, await _gateway.Http.GetByteArrayAsync(link, cancellationToken));
    }
}
