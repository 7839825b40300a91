using System.IO.Hashing;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Downstream.Grains.Storage;
using Downstream.Grains.Storage.S3;

namespace Downstream.Grains.Tests.Storage;

/// <summary>What every object store does, whatever it is made of.</summary>
public abstract class ObjectStoreSuite : IAsyncLifetime
{
    protected const string Key = "downloads/70000.zip";
    private const int TwentyMebibytes = 20 * 1024 * 1024;

    internal IObjectStore Store { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Store = await CreateAsync();
        await Store.InitializeAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_renewed_object_counts_as_stored_just_now_and_stays_as_it_is()
    {
        await using (var upload = await Store.BeginUploadAsync(Key, 3, Cancellation))
        {
            await upload.Content.WriteAsync(new byte[] { 1, 2, 3 }, Cancellation);
            await upload.CompleteAsync(Cancellation);
        }

        var before = (await Store.FindAsync(Key, Cancellation))!.Value;
        await Store.RenewAsync(Key, Cancellation);
        await Store.RenewAsync("downloads/404.zip", Cancellation);

        var after = (await Store.FindAsync(Key, Cancellation))!.Value;
        Assert.Equal(before.Size, after.Size);
        Assert.True(after.UsedAt >= before.UsedAt);
        await using var content = (await Store.OpenReadAsync(Key, Cancellation))!;
        var bytes = new byte[3];
        await content.ReadExactlyAsync(bytes, Cancellation);
        Assert.Equal([1, 2, 3], bytes);
        Assert.Null(await Store.FindAsync("downloads/404.zip", Cancellation));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(S3Upload.PartSize + 1)]
    public async Task A_version_stays_with_its_object_through_renewal_and_goes_with_it(int length)
    {
        await UploadAsync(Key, new byte[length], "strong-1");
        Assert.Equal("strong-1", await Store.FindVersionAsync(Key, Cancellation));

        await Store.RenewAsync(Key, Cancellation);
        Assert.Equal("strong-1", await Store.FindVersionAsync(Key, Cancellation));

        await UploadAsync(Key, new byte[length], "strong-2");
        Assert.Equal("strong-2", await Store.FindVersionAsync(Key, Cancellation));

        await UploadAsync(Key, new byte[length]);
        Assert.Null(await Store.FindVersionAsync(Key, Cancellation));

        await UploadAsync(Key, new byte[length], "strong-3");
        await Store.DeleteAsync(Key, Cancellation);
        await UploadAsync(Key, new byte[length]);
        Assert.Null(await Store.FindVersionAsync(Key, Cancellation));
    }

    [Fact]
    public async Task An_upload_that_paused_goes_on_behind_what_the_store_has()
    {
        var bytes = RandomNumberGenerator.GetBytes(TwentyMebibytes);
        await using (var upload = await Store.BeginUploadAsync(Key, bytes.Length, Cancellation))
        {
            await upload.Content.WriteAsync(bytes.AsMemory(0, S3Upload.PartSize + 5), Cancellation);
            var kept = (int)await upload.PauseAsync();

            Assert.InRange(kept, S3Upload.PartSize, S3Upload.PartSize + 5);
            await upload.Content.WriteAsync(bytes.AsMemory(kept), Cancellation);
            Assert.Equal(bytes.Length, await upload.CompleteAsync(Cancellation));
            Assert.Equal(Crc32.HashToUInt32(bytes), upload.Crc32);
        }

        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await ReadAsync(Key)));
        Assert.Equal(0, await CountUnfinishedUploadsAsync());
    }

    [Fact]
    public async Task Reads_back_what_was_uploaded()
    {
        var bytes = RandomNumberGenerator.GetBytes(100_000);

        var size = await UploadAsync(Key, bytes);

        Assert.Equal(bytes.Length, size);
        Assert.Equal(bytes.Length, (await Store.FindAsync(Key, Cancellation))?.Size);
        Assert.Equal(bytes, await ReadAsync(Key));
    }

    [Fact]
    public async Task Takes_an_empty_object()
    {
        Assert.Equal(0, await UploadAsync(Key, []));
        Assert.Equal(0, (await Store.FindAsync(Key, Cancellation))?.Size);
        Assert.Empty(await ReadAsync(Key));
    }

    [Theory]
    [InlineData(TwentyMebibytes)]
    [InlineData(S3Upload.PartSize)]
    [InlineData(S3Upload.PartSize + 1)]
    [InlineData(2 * S3Upload.PartSize)]
    public async Task Takes_an_object_of_many_parts_whose_length_is_not_known(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);

        await using (var upload = await Store.BeginUploadAsync(Key, length: null, Cancellation))
        {
            foreach (var piece in bytes.Chunk(1_000_003))
                await upload.Content.WriteAsync(piece, Cancellation);

            Assert.Null(await Store.FindAsync(Key, Cancellation));
            Assert.Equal(length, await upload.CompleteAsync(Cancellation));
        }

        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await ReadAsync(Key)));
        Assert.Equal(0, await CountUnfinishedUploadsAsync());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(TwentyMebibytes)]
    public async Task An_upload_that_is_not_completed_leaves_nothing(int length)
    {
        await using (var upload = await Store.BeginUploadAsync(Key, length, Cancellation))
            await upload.Content.WriteAsync(RandomNumberGenerator.GetBytes(length), Cancellation);

        Assert.Null(await Store.FindAsync(Key, Cancellation));
        Assert.Equal(0, await CountUnfinishedUploadsAsync());
    }

    [Fact]
    public async Task A_cancelled_upload_leaves_nothing()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using (var upload = await Store.BeginUploadAsync(Key, TwentyMebibytes, source.Token))
        {
            await upload.Content.WriteAsync(RandomNumberGenerator.GetBytes(TwentyMebibytes), source.Token);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload.CompleteAsync(source.Token));
        }

        Assert.Null(await Store.FindAsync(Key, Cancellation));
        Assert.Equal(0, await CountUnfinishedUploadsAsync());
    }

    [Fact]
    public async Task An_upload_replaces_what_was_there()
    {
        await UploadAsync(Key, [1, 2, 3]);
        await UploadAsync(Key, [4, 5]);

        Assert.Equal([4, 5], await ReadAsync(Key));
    }

    [Fact]
    public async Task What_was_there_stays_until_the_upload_is_completed()
    {
        await UploadAsync(Key, [1, 2, 3]);

        await using (var upload = await Store.BeginUploadAsync(Key, null, Cancellation))
        {
            await upload.Content.WriteAsync(new byte[] { 4, 5 }, Cancellation);
            Assert.Equal([1, 2, 3], await ReadAsync(Key));
        }

        Assert.Equal([1, 2, 3], await ReadAsync(Key));
    }

    [Fact]
    public async Task A_missing_object_is_null_and_can_be_deleted()
    {
        Assert.Null(await Store.FindAsync("downloads/7.zip", Cancellation));
        Assert.Null(await Store.OpenReadAsync("downloads/7.zip", Cancellation));
        await Store.DeleteAsync("downloads/7.zip", Cancellation);
    }

    [Fact]
    public async Task A_deleted_object_is_gone()
    {
        await UploadAsync(Key, [1]);

        await Store.DeleteAsync(Key, Cancellation);

        Assert.Null(await Store.FindAsync(Key, Cancellation));
    }

    [Fact]
    public async Task Initialising_again_keeps_objects_and_running_uploads()
    {
        await UploadAsync(Key, [1]);
        await using var upload = await Store.BeginUploadAsync("downloads/14.zip", null, Cancellation);
        await upload.Content.WriteAsync(new byte[] { 2 }, Cancellation);

        await Store.InitializeAsync(Cancellation);
        await upload.CompleteAsync(Cancellation);

        Assert.Equal([1], await ReadAsync(Key));
        Assert.Equal([2], await ReadAsync("downloads/14.zip"));
    }

    [Fact]
    public async Task A_usable_store_passes_its_probe() => await Store.ProbeAsync(Cancellation);

    [Fact]
    public async Task A_link_serves_the_object_under_its_file_name()
    {
        await UploadAsync(Key, [1, 2, 3, 4, 5]);

        using var response = await FetchAsync(Store.CreateLink(Key, "70000.zip", TimeSpan.FromMinutes(1)), range: null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([1, 2, 3, 4, 5], await response.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("70000.zip", response.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
    }

    [Fact]
    public async Task A_link_serves_a_range()
    {
        await UploadAsync(Key, [1, 2, 3, 4, 5]);

        using var response = await FetchAsync(Store.CreateLink(Key, "70000.zip", TimeSpan.FromMinutes(1)), new RangeHeaderValue(1, 3));

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("bytes 1-3/5", response.Content.Headers.ContentRange?.ToString());
        Assert.Equal([2, 3, 4], await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task A_link_to_another_object_is_refused()
    {
        await UploadAsync("downloads/14.zip", [1]);
        var link = Store.CreateLink(Key, "70000.zip", TimeSpan.FromMinutes(1));

        using var response = await FetchAsync(link.Replace("downloads/70000.zip", "downloads/14.zip", StringComparison.Ordinal), range: null);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    internal abstract Task<IObjectStore> CreateAsync();

    protected abstract Task CleanUpAsync();

    protected abstract Task<int> CountUnfinishedUploadsAsync();

    protected abstract Task<HttpResponseMessage> FetchAsync(string link, RangeHeaderValue? range);

    protected async Task<long> UploadAsync(string key, byte[] bytes, string? version = null)
    {
        await using var upload = await Store.BeginUploadAsync(key, bytes.Length, version, Cancellation);
        await upload.Content.WriteAsync(bytes, Cancellation);
        return await upload.CompleteAsync(Cancellation);
    }

    protected async Task<byte[]> ReadAsync(string key)
    {
        await using var content = await Store.OpenReadAsync(key, Cancellation);
        Assert.NotNull(content);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    protected static async Task<HttpResponseMessage> GetAsync(Uri url, RangeHeaderValue? range)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Range = range;
        return await client.SendAsync(request, Cancellation);
    }
}
