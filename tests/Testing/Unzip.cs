using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Downstream.Testing;

/// <summary>The opinion of another program on an archive.</summary>
public static class Unzip
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Fails the test when <c>unzip -t</c> finds something wrong; skips it where there is no unzip.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="entries">The entries to test; none: all of them.</param>
    public static async Task TestAsync(string path, CancellationToken cancellationToken, params string[] entries)
    {
        using var process = Start(path, entries);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, output);
    }

    private static Process Start(string path, string[] entries)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("unzip", ["-t", path, .. entries]) { RedirectStandardOutput = true })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("unzip is not installed");
            throw;
        }
    }
}
