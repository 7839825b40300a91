using Downstream.Silo.Hosting;
using StackExchange.Redis;

namespace Downstream.Cluster.Tests.Jobs.Store;

/// <summary>On the embedded store of the one process.</summary>
public sealed class EmbeddedJobStoreTests : JobStoreSuite
{
    private const int Images = 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("downstream-jobs-").FullName;
    private EmbeddedStore? _server;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A process that is killed leaves what is in the folder at that moment, and nothing else.</summary>
    [Fact]
    public async Task Whenever_the_process_is_killed_no_unfinished_job_is_outside_the_index_and_no_ended_one_is_kept_for_good()
    {
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
                await RunJobAsync();
        })).ToList();
        var checkedJobs = 0;
        for (var image = 0; image < Images; image++)
        {
            var copy = Directory.CreateTempSubdirectory("downstream-image-").FullName;
            CopyFolder(_folder, copy);
            using (var server = EmbeddedStore.Start(copy))
            {
                var (jobs, wrong) = await CheckAsync(server.Configuration);
                checkedJobs += jobs;
                Assert.True(wrong.Count == 0, $"image {image}, {jobs} jobs: {string.Join("; ", wrong)}");
            }

            Directory.Delete(copy, recursive: true);
        }

        await enough.CancelAsync();
        await Task.WhenAll(load);
        Assert.True(checkedJobs > 0);
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    protected override Task<ConfigurationOptions> StartAsync()
    {
        _server = EmbeddedStore.Start(_folder);
        return Task.FromResult(_server.Configuration);
    }
}
