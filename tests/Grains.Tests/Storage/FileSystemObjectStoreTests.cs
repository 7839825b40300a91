using System.Net.Http.Headers;
using Downstream.Grains.Storage;
using Downstream.Grains.Storage.Disk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Tests.Storage;

public sealed class FileSystemObjectStoreTests : ObjectStoreSuite
{
    private readonly TemporaryFolder _folder = new();
    private readonly SignedLinks _links = new(new byte[32]);

    private FileSystemObjectStore Disk => (FileSystemObjectStore)Store;

    private string Files => Path.Combine(_folder.Path, "files");

    private string Uploads => Path.Combine(Files, ".uploads");

    [Fact]
    public async Task What_a_crash_left_behind_is_removed_at_the_next_start()
    {
        var leftover = Path.Combine(Uploads, "leftover");
        await File.WriteAllTextAsync(leftover, "half a file", Cancellation);

        await Store.InitializeAsync(Cancellation);

        Assert.False(File.Exists(leftover));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../secret.zip")]
    [InlineData("downloads/../../secret.zip")]
    [InlineData("downloads/..zip")]
    [InlineData("downloads//7.zip")]
    [InlineData("downloads/a/7.zip")]
    [InlineData("downloads\\7.zip")]
    [InlineData("downloads/7.zip\n")]
    [InlineData("downloads/7.zip\0")]
    [InlineData("downloads/%2e%2e.zip")]
    [InlineData(".uploads/7.zip")]
    [InlineData("7.zip")]
    public async Task A_key_cannot_leave_the_folder(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.FindAsync(key, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenReadAsync(key, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.BeginUploadAsync(key, null, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(key, Cancellation));
        Assert.Throws<ArgumentException>(() => Store.CreateLink(key, "7.zip", TimeSpan.FromMinutes(1)));
        Assert.Null(Disk.Locate(key));
    }

    [Fact]
    public async Task A_version_counts_only_for_the_bytes_that_it_was_stored_with()
    {
        await UploadAsync(Key, [1, 2], "strong-1");
        var version = Path.Combine(Files, ".versions", Key);

        await File.WriteAllBytesAsync(Disk.Locate(Key)!, [3, 4, 5], Cancellation);
        Assert.Null(await Store.FindVersionAsync(Key, Cancellation));

        await UploadAsync(Key, [1, 2], "strong-1");
        await File.WriteAllTextAsync(version, (await File.ReadAllTextAsync(version, Cancellation))[..^3], Cancellation);
        Assert.Null(await Store.FindVersionAsync(Key, Cancellation));
    }

    [Fact]
    public async Task What_is_removed_for_its_age_takes_its_version_along()
    {
        await UploadAsync(Key, [1, 2], "strong-1");

        await Disk.RemoveOlderThanAsync("downloads/", TimeProvider.System.GetUtcNow().AddMinutes(1), Cancellation);

        Assert.False(File.Exists(Path.Combine(Files, ".versions", Key)));
    }

    [Fact]
    public async Task Locates_what_exists()
    {
        await UploadAsync(Key, [1, 2]);

        Assert.Equal(Path.Combine(Files, "downloads", "70000.zip"), Disk.Locate(Key));
        Assert.Null(Disk.Locate("downloads/7.zip"));
    }

    [Fact]
    public async Task A_missing_folder_fails_the_probe()
    {
        Directory.Delete(Files, recursive: true);

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => Store.ProbeAsync(Cancellation));
    }

    [Fact]
    public async Task A_probe_leaves_nothing()
    {
        await Store.ProbeAsync(Cancellation);

        Assert.Empty(Directory.EnumerateFiles(Uploads));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_reported_as_unavailable()
    {
        var file = Path.Combine(_folder.Path, "in-the-way");
        await File.WriteAllTextAsync(file, string.Empty, Cancellation);
        var store = new FileSystemObjectStore(file, _links, TimeProvider.System);

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.InitializeAsync(Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.BeginUploadAsync(Key, null, version: null, Cancellation));
    }

    [Fact]
    public async Task A_full_disk_is_reported_as_unavailable_and_keeps_nothing_of_the_upload()
    {
        const string full = "/dev/full";
        Assert.SkipUnless(File.Exists(full), $"There is no {full} here.");
        var temporary = File.CreateSymbolicLink(Path.Combine(Uploads, "temporary"), full).FullName;
        var file = new FileStream(temporary, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 4096, FileOptions.Asynchronous);

        await using (var upload = new FileSystemUpload(file, Path.Combine(Files, Key), () => { }))
        {
            await upload.Content.WriteAsync(new byte[100], Cancellation);
            await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => upload.CompleteAsync(Cancellation));
        }

        Assert.True(file.SafeFileHandle.IsClosed);
        Assert.Empty(Directory.EnumerateFiles(Uploads));
        Assert.Null(Disk.Locate(Key));
    }

    [Fact]
    public async Task Only_objects_under_the_prefix_that_are_old_enough_are_removed()
    {
        await UploadAsync("archives/old.zip", [1]);
        await UploadAsync("archives/new.zip", [1]);
        await UploadAsync("downloads/7.zip", [1]);
        var limit = TimeProvider.System.GetUtcNow();
        File.SetLastWriteTimeUtc(Disk.Locate("archives/old.zip")!, limit.UtcDateTime.AddMinutes(-1));
        File.SetLastWriteTimeUtc(Disk.Locate("archives/new.zip")!, limit.UtcDateTime.AddMinutes(1));
        File.SetLastWriteTimeUtc(Disk.Locate("downloads/7.zip")!, limit.UtcDateTime.AddMinutes(-1));

        Assert.Equal(1, await Disk.RemoveOlderThanAsync("archives/", limit, Cancellation));

        Assert.Null(Disk.Locate("archives/old.zip"));
        Assert.NotNull(Disk.Locate("archives/new.zip"));
        Assert.NotNull(Disk.Locate("downloads/7.zip"));
    }

    internal override Task<IObjectStore> CreateAsync() =>
        Task.FromResult<IObjectStore>(new FileSystemObjectStore(_folder.Path, _links, TimeProvider.System));

    protected override Task CleanUpAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    protected override Task<int> CountUnfinishedUploadsAsync() => Task.FromResult(Directory.EnumerateFiles(Uploads).Count());

    /// <summary>Serves the link the way a gateway does.</summary>
    protected override async Task<HttpResponseMessage> FetchAsync(string link, RangeHeaderValue? range)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet(SignedLinks.Path + "{**key}", (string key, string? expires, string? name, string? signature) =>
            !_links.TryValidate(key, expires, name, signature, TimeProvider.System.GetUtcNow(), out var fileName) ? Results.StatusCode(403)
            : Disk.Locate(key) is { } path ? Results.File(path, "application/zip", fileName, enableRangeProcessing: true)
            : Results.NotFound());
        await app.StartAsync(Cancellation);
        return await GetAsync(new Uri(app.Urls.First() + link), range);
    }
}
