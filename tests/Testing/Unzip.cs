using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Downstream.Testing;

/// <summary>The opinion of another program on an archive.</summary>
public static class Unzip
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Fails the test when <c>unzip -t</c> finds something wrong; skips it where there is no unzip.</summary>
    public static async Task TestAsync(string path, CancellationToken cancellationToken)
    {
        using var process = Start(path);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, output);
    }

    private static Process Start(string path)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("unzip", ["-t", path]) { RedirectStandardOutput = true })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("unzip is not installed");
            throw;
        }
    }
}
