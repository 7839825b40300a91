using System.IO.Hashing;
using System.Security.Cryptography;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Files;
using Downstream.Grains.Origins;
using Downstream.Grains.Origins.Http;
using Downstream.Grains.Storage;
using Downstream.Grains.Storage.Disk;
using Downstream.Grains.Storage.S3;
using Downstream.Grains.Telemetry;
using Downstream.Grains.Tests.Storage;
using Downstream.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Downstream.Grains.Tests.Files;

/// <summary>What a try leaves to the next one, on either store: a file comes in the sum of its bytes, however often it breaks.</summary>
public sealed class KeptTransferTests : IAsyncLifetime
{
    private const int FileId = 70_000;
    private const int Size = 30_000_000;
    private const int Step = 9_000_000;
    private const string Key = "downloads/70000.zip";

    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<FilePreparationMetrics>().BuildServiceProvider();
    private readonly OriginOptions _origin = new() { ResumeDelay = TimeSpan.Zero, MaxResumes = 1 };
    private readonly PreparationOptions _options = new() { RetryDelay = TimeSpan.FromMilliseconds(1), MaxAttempts = 2 };
    private readonly TransferProgress _progress = new();
    private HostileOrigin _server = null!;
    private ScriptedBucket _bucket = null!;
    private Measurements _measured = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Uploads => Path.Combine(_folder.Path, "files", ".uploads");

    public async ValueTask InitializeAsync()
    {
        _server = await HostileOrigin.StartAsync(Cancellation);
        _server.Content = RandomNumberGenerator.GetBytes(Size);
        _origin.UrlTemplate = _server.UrlTemplate;
        _bucket = await ScriptedBucket.StartAsync(Cancellation);
        _measured = new Measurements(_services);
    }

    public async ValueTask DisposeAsync()
    {
        _measured.Dispose();
        await _server.DisposeAsync();
        await _bucket.DisposeAsync();
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true, 8 * 1024 * 1024)]
    [InlineData(false, 64 * 1024)]
    public async Task Tries_that_end_by_the_origin_s_failure_add_up(bool isBucket, int mostReadAgain)
    {
        // More tries than a file has that does not get on.
        for (var time = 0; time < 3; time++)
        {
            _server.ThenBreakOffAfter(Step);
            _server.ThenAnswer(503);
        }

        await ArrivesAsync(await NewStoreAsync(isBucket), attempts: 4);

        Assert.InRange(_measured.Sum("downstream.file.bytes"), Size, Size + (3 * mostReadAgain));
        Assert.All(_server.Requests.Skip(1), request => Assert.Equal("\"one\"", request.IfRange));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_changed_between_two_tries_comes_from_its_beginning(bool isBucket)
    {
        _server.ThenBreakOffAfter(Step);
        _server.ThenAnswer(503);
        _server.ThenChange("\"two\"", RandomNumberGenerator.GetBytes(Size + 1));

        await ArrivesAsync(await NewStoreAsync(isBucket), attempts: 2);

        Assert.Equal(3, _server.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_origin_that_resumes_at_another_place_is_asked_for_all_of_it(bool isBucket)
    {
        _server.ThenBreakOffAfter(Step);
        _server.ThenAnswer(503);
        _server.ThenAnswerTheRange($"bytes 5-{Size - 1}/{Size}", _server.Content[5..]);

        await ArrivesAsync(await NewStoreAsync(isBucket), attempts: 2);

        Assert.Null(_server.Requests.Last().Range);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_is_given_up_leaves_nothing(bool isBucket)
    {
        _server.ThenBreakOffAfter(Step);
        for (var time = 0; time < 10; time++)
            _server.ThenAnswer(503);

        var outcome = await RunAsync(await NewStoreAsync(isBucket));

        Assert.Equal(FileErrors.OriginUnavailable, outcome.Error);
        AssertNothingIsLeft();
        Assert.Empty(_bucket.Objects);
    }

    [Fact]
    public async Task A_part_that_the_bucket_did_not_take_is_sent_again()
    {
        var refusals = 4;
        _bucket.Instead = request => ScriptedBucket.IsPart(request) && request.Query["partNumber"] == "3" && refusals-- > 0 ? (503, string.Empty) : null;

        await ArrivesAsync(await NewStoreAsync(isBucket: true), attempts: 1);

        Assert.Equal(Size, _measured.Sum("downstream.file.bytes"));
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task What_a_bucket_has_taken_outlasts_its_outage()
    {
        var refusals = 19;
        _bucket.Instead = request => ScriptedBucket.IsPart(request) && request.Query["partNumber"] == "3" && refusals-- > 0 ? (503, string.Empty) : null;

        await ArrivesAsync(await NewStoreAsync(isBucket: true), attempts: 1);

        Assert.Equal([null, $"bytes={2 * S3Upload.PartSize}-"], _server.Requests.Select(r => r.Range));
    }

    [Fact]
    public async Task An_upload_that_the_bucket_lost_is_made_anew()
    {
        var refusals = 1;
        _bucket.Instead = request => ScriptedBucket.IsPart(request) && request.Query["partNumber"] == "3" && refusals-- > 0 ? ScriptedBucket.Error(404, "NoSuchUpload") : null;

        await ArrivesAsync(await NewStoreAsync(isBucket: true), attempts: 1);

        Assert.Equal([null, null], _server.Requests.Select(r => r.Range));
    }

    private async Task ArrivesAsync(IObjectStore store, int attempts)
    {
        var outcome = await RunAsync(store);

        Assert.Equal(new FileOutcome(FileId, _server.Content.Length, null, attempts, Crc32.HashToUInt32(_server.Content)), outcome);
        await using var stored = await store.OpenReadAsync(Key, Cancellation);
        Assert.Equal(SHA256.HashData(_server.Content), await SHA256.HashDataAsync(stored!, Cancellation));
        AssertNothingIsLeft();
    }

    private void AssertNothingIsLeft()
    {
        Assert.Equal(0, _bucket.UnfinishedUploads);
        Assert.False(Directory.Exists(Uploads) && Directory.EnumerateFiles(Uploads).Any());
    }

    private async Task<FileOutcome> RunAsync(IObjectStore store)
    {
        using var origin = new HttpOrigin(_origin, TimeProvider.System);
        var preparation = new FilePreparation(
            origin, store, _options, _services.GetRequiredService<FilePreparationMetrics>(), TimeProvider.System, NullLogger<FilePreparation>.Instance);
        return await preparation.RunAsync(FileId, _progress, isChanged: false, _ => Task.FromResult<IDisposable>(new MemoryStream()), Cancellation);
    }

    private async Task<IObjectStore> NewStoreAsync(bool isBucket)
    {
        IObjectStore store = isBucket ? _bucket.NewStore(new HastyClock(longest: TimeSpan.FromSeconds(20))) : new FileSystemObjectStore(_folder.Path, new SignedLinks(new byte[32]), TimeProvider.System);
        await store.InitializeAsync(Cancellation);
        return store;
    }
}
