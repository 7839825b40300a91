using Downstream.Grains.Storage;
using Downstream.Grains.Storage.Disk;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Downstream.Grains.Tests.Storage;

public sealed class DiskJanitorTests
{
    private const string Archive = "archives/0190.zip";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_archive_goes_at_the_first_round_after_its_time()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var store = new FileSystemObjectStore(folder.Path, new SignedLinks(new byte[32]), clock);
        await store.InitializeAsync(cancellation);
        await using (var upload = await store.BeginUploadAsync(Archive, null, version: null, cancellation))
            await upload.CompleteAsync(cancellation);

        var gone = new TaskCompletionSource();
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(store.Locate(Archive))!);
        watcher.Deleted += (_, _) => gone.TrySetResult();
        watcher.EnableRaisingEvents = true;
        using var janitor = new DiskJanitor(
            store, new ObjectStoreOptions { Retention = TimeSpan.FromHours(2) }, clock, NullLogger<DiskJanitor>.Instance);
        await janitor.StartAsync(cancellation);

        clock.Advance(TimeSpan.FromHours(2));
        Assert.NotNull(store.Locate(Archive));
        clock.Advance(TimeSpan.FromHours(2));

        await gone.Task.WaitAsync(Deadline, cancellation);
        await janitor.StopAsync(cancellation);
    }

    [Fact]
    public async Task A_file_goes_when_nobody_asked_for_it_for_long_and_stays_when_somebody_did()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var options = new ObjectStoreOptions { FileRetention = TimeSpan.FromHours(200) };
        var store = new FileSystemObjectStore(folder.Path, new SignedLinks(new byte[32]), clock);
        await store.InitializeAsync(cancellation);
        foreach (var key in new[] { "downloads/7.zip", "downloads/14.zip" })
        {
            await using var upload = await store.BeginUploadAsync(key, null, version: null, cancellation);
            await upload.CompleteAsync(cancellation);
        }

        clock.Advance(options.FileLifetime!.Value + TimeSpan.FromMinutes(1));
        await store.RenewAsync("downloads/14.zip", cancellation);
        var gone = new TaskCompletionSource();
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(store.Locate("downloads/7.zip"))!);
        watcher.Deleted += (_, _) => gone.TrySetResult();
        watcher.EnableRaisingEvents = true;
        using var janitor = new DiskJanitor(store, options, clock, NullLogger<DiskJanitor>.Instance);
        await janitor.StartAsync(cancellation);

        await gone.Task.WaitAsync(Deadline, cancellation);
        await janitor.StopAsync(cancellation);
        Assert.Null(store.Locate("downloads/7.zip"));
        Assert.NotNull(store.Locate("downloads/14.zip"));
    }
}
