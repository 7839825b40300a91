using Downstream.Grains.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Downstream.Grains.Tests.Storage;

public sealed class ArchiveJanitorTests
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
        await using (var upload = await store.BeginUploadAsync(Archive, null, cancellation))
            await upload.CompleteAsync(cancellation);

        var gone = new TaskCompletionSource();
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(store.Locate(Archive))!);
        watcher.Deleted += (_, _) => gone.TrySetResult();
        watcher.EnableRaisingEvents = true;
        using var janitor = new ArchiveJanitor(
            store, new ObjectStoreOptions { Retention = TimeSpan.FromHours(2) }, clock, NullLogger<ArchiveJanitor>.Instance);
        await janitor.StartAsync(cancellation);

        clock.Advance(TimeSpan.FromHours(2));
        Assert.NotNull(store.Locate(Archive));
        clock.Advance(TimeSpan.FromHours(2));

        await gone.Task.WaitAsync(Deadline, cancellation);
        await janitor.StopAsync(cancellation);
    }
}
