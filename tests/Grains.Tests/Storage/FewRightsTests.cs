using Downstream.Grains.Storage;
using Downstream.Grains.Storage.S3;
using Microsoft.AspNetCore.Http;

namespace Downstream.Grains.Tests.Storage;

/// <summary>A bucket whose credential may read and write but not list: it is answered 403 for what is missing, as S3 does.</summary>
public sealed class FewRightsTests : IAsyncLifetime
{
    private const string Here = "downloads/7.zip";
    private const string Missing = "downloads/14.zip";

    private readonly RecordingLogger<S3ObjectStore> _log = new();
    private ScriptedBucket _bucket = null!;
    private S3ObjectStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bucket = await ScriptedBucket.StartAsync(Cancellation);
        _bucket.Objects[Here] = new ScriptedBucket.Stored([1, 2, 3], null);
        _bucket.Instead = AsS3Does;
        _store = _bucket.NewStore(logger: _log);
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _bucket.DisposeAsync();
    }

    [Fact]
    public async Task What_is_there_is_found_and_what_is_not_is_missing()
    {
        await _store.InitializeAsync(Cancellation);

        Assert.Equal(3, (await _store.FindAsync(Here, Cancellation))?.Size);
        Assert.Null(await _store.FindAsync(Missing, Cancellation));
        Assert.Null(await _store.OpenReadAsync(Missing, Cancellation));
        await using var content = await _store.OpenReadAsync(Here, Cancellation);
        Assert.NotNull(content);
    }

    [Fact]
    public async Task The_operator_hears_of_it_once_and_at_the_start()
    {
        await _store.InitializeAsync(Cancellation);
        Assert.Single(_log.Lines, IsWarning);

        await _store.FindAsync(Missing, Cancellation);
        await _store.FindAsync(Missing, Cancellation);
        Assert.Single(_log.Lines, IsWarning);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_that_is_refused_everything_says_nothing_about_files(bool couldReadBefore)
    {
        if (couldReadBefore)
            Assert.Null(await _store.FindAsync(Missing, Cancellation));

        _bucket.Instead = _ => ScriptedBucket.Error(403, "AccessDenied");

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => _store.FindAsync(Missing, Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => _store.OpenReadAsync(Missing, Cancellation));
    }

    [Fact]
    public async Task A_key_that_may_not_read_says_nothing_about_files()
    {
        _bucket.Instead = request => HttpMethods.IsPut(request.Method) ? null : ScriptedBucket.Error(403, "AccessDenied");

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => _store.FindAsync(Missing, Cancellation));
    }

    private static bool IsWarning(string line) => line.Contains("s3:ListBucket", StringComparison.Ordinal);

    private (int Status, string Body)? AsS3Does(HttpRequest request)
    {
        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        var key = request.Path.Value!.Split('/', 3).ElementAtOrDefault(2) ?? string.Empty;
        return isRead && !_bucket.Objects.ContainsKey(key) ? ScriptedBucket.Error(403, "AccessDenied") : null;
    }
}
