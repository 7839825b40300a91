using System.Diagnostics;
using System.Text.RegularExpressions;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests;

/// <summary>Types the commands of the README's tour, one after the other, as they stand there but for the address and the job.</summary>
public sealed partial class ReadmeTourTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task The_tour_works_as_it_is_written()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        foreach (var program in new[] { "bash", "curl", "unzip" })
            Assert.SkipUnless(path.Any(folder => File.Exists(Path.Combine(folder, program))), $"{program} is not installed");

        await using var gateway = await RunningGateway.StartAsync(cancellationToken, ("DOWNLOAD_DELAY_MIN_MS", "1000"), ("DOWNLOAD_DELAY_MAX_MS", "2000"));
        using var work = new TempFolder();
        var tour = Tour();
        Assert.True(tour.Count >= 4, string.Join('\n', tour));

        string? jobId = null;
        var outputs = new List<string>();
        foreach (var command in tour)
        {
            var typed = command.Replace("localhost:3000", gateway.Http.BaseAddress!.Authority, StringComparison.Ordinal);
            var output = await TypeAsync(jobId is null ? typed : JobId().Replace(typed, jobId), work.Path, cancellationToken);
            jobId ??= JobId().Match(output).Value;
            outputs.Add(output);
        }

        Assert.Contains("event: partially_completed", outputs[1], StringComparison.Ordinal);
        Assert.Contains("No errors detected", outputs[2], StringComparison.Ordinal);
        Assert.Contains($"downstream-{jobId}.zip", outputs[3], StringComparison.Ordinal);
    }

    private static List<string> Tour() =>
        [.. File.ReadLines(Checkout.Locate("README.md")).Where(line => line.StartsWith("$ curl", StringComparison.Ordinal)).Select(line => line[2..])];

    private static async Task<string> TypeAsync(string command, string folder, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var output = shell.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = shell.StandardError.ReadToEndAsync(limit.Token);
            await shell.WaitForExitAsync(limit.Token);
            Assert.True(shell.ExitCode == 0, $"{command}\n{await output}\n{await errors}");
            return await output;
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex JobId();
}
