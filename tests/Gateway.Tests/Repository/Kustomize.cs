using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Downstream.Testing;

namespace Downstream.Gateway.Tests.Repository;

/// <summary>What <c>kubectl apply -k</c> would send to a cluster, after the API's schemas took it.</summary>
internal static class Kustomize
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Renders a folder. Skips the test where there is no kubectl.</summary>
    public static async Task<List<JsonElement>> RenderAsync(string folder, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var rendered = await OutputAsync(folder, limit.Token);
        var checkedOnes = await NodeScript.RunAsync("manifest-check.mjs", rendered, limit.Token);
        Assert.True(checkedOnes.ExitCode == 0, checkedOnes.Errors);
        return [.. JsonDocument.Parse(checkedOnes.Output).RootElement.EnumerateArray()];
    }

    private static async Task<string> OutputAsync(string folder, CancellationToken cancellationToken)
    {
        using var process = Start(folder);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            Assert.True(process.ExitCode == 0, await errors);

            // It warns of fields that a later version takes no more.
            Assert.Empty(await errors);
            return output;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string folder)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("kubectl", ["kustomize", folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("kubectl is not installed");
            throw;
        }
    }
}
