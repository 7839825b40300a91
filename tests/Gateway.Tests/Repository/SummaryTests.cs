using System.Diagnostics;
using Downstream.Testing;
using Downstream.Testing.Processes;

namespace Downstream.Gateway.Tests.Repository;

public sealed class SummaryTests
{
    [Fact]
    public async Task The_pipelines_summary_counts_the_tests_and_names_those_that_failed()
    {
        using var folder = new TempFolder();
        var cancellationToken = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(
            folder.Combine("suite.trx"),
            """<TestRun><Results><UnitTestResult testName="A.Good" outcome="Passed" /><UnitTestResult testName="A.Bad" outcome="Failed" /></Results><ResultSummary><Counters total="4" executed="3" passed="2" failed="1" /></ResultSummary></TestRun>""",
            cancellationToken);
        await File.WriteAllTextAsync(folder.Combine("coverage.cobertura.1.xml"), """<coverage line-rate="0.875" branch-rate="0.5">""", cancellationToken);

        var command = new ProcessStartInfo(Checkout.Locate(".ci", "summary"), [folder.Path]) { RedirectStandardOutput = true };
        using var summary = Process.Start(command)!;
        var output = await summary.StandardOutput.ReadToEndAsync(cancellationToken);
        await summary.WaitForExitAsync(cancellationToken);

        Assert.Equal(0, summary.ExitCode);
        Assert.Contains("| suite | 2 | 1 | 1 |", output, StringComparison.Ordinal);
        Assert.Contains("- failed: A.Bad", output, StringComparison.Ordinal);
        Assert.DoesNotContain("A.Good", output, StringComparison.Ordinal);
        Assert.Contains("Lines covered: 87.5 %", output, StringComparison.Ordinal);
    }
}
