using System.Diagnostics;

namespace Downstream.Testing;

/// <summary>Runs a script of <c>tests/Testing/node</c> to its end.</summary>
public static class NodeScript
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>What the script wrote, and what it complained of.</summary>
    public sealed record Result(int ExitCode, string Output, string Errors);

    /// <param name="script">The script's file name.</param>
    /// <param name="input">What it reads on its standard input.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<Result> RunAsync(string script, string input, CancellationToken cancellationToken, params IEnumerable<string> arguments)
    {
        var folder = await NodePackages.RequireAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using var process = Process.Start(NodePackages.Script(folder, script, arguments))!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return new Result(process.ExitCode, await output, await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
