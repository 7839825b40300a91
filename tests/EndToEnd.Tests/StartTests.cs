using Downstream.EndToEnd.Tests.Running;

namespace Downstream.EndToEnd.Tests;

/// <summary>What it costs to have the process running.</summary>
[Collection(Measured.Name)]
public sealed class StartTests
{
    private const long MostResidentBytes = 300_000_000;

    private static readonly TimeSpan StartGoal = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task It_is_healthy_soon_and_small_when_idle()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var gateway = await RunningGateway.StartAsync(cancellationToken);
        Assert.Equal(0, FoldersWatched(gateway.Process.Id));

        // The subject is what it needs after a while of doing nothing.
        await Task.Delay(Idle, cancellationToken);
        var resident = 0L;
        await Poll.UntilAsync(
            async () => (resident = await gateway.Process.ResidentMemoryAsync(cancellationToken)) < MostResidentBytes,
            Poll.Limit,
            cancellationToken,
            () => $"{resident / 1e6:F0} MB are resident");

        Figures.Report(
            $"start: {gateway.StartTime.TotalSeconds:F2} s to the first 200 of /health{Figures.Against(gateway.StartTime, StartGoal)}, {resident / 1e6:F0} MB resident when idle");
        Assert.True(gateway.StartTime < StartLimit, $"the start took {gateway.StartTime.TotalSeconds:F1} s\n{gateway.Process.Output}");
    }

    /// <summary>For how many folders the system tells the process of every change: its own files are in some of them.</summary>
    private static int FoldersWatched(int process) =>
        Directory.GetFiles($"/proc/{process}/fdinfo").SelectMany(File.ReadLines).Count(line => line.StartsWith("inotify ", StringComparison.Ordinal));
}
