using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Downstream.Testing;

/// <summary>The pinned npm packages in <c>tests/Testing/node</c>, installed once for every test process of this checkout.</summary>
public static class NodePackages
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(3);
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);
    private static string? _folder;

    /// <summary>
    /// The folder with <c>node_modules</c>, installed when need be. Skips the test, with the reason, when Node.js or
    /// npm is missing or the packages cannot be had.
    /// </summary>
    public static async Task<string> RequireAsync(CancellationToken cancellationToken)
    {
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            return _folder ??= await InstallAsync(cancellationToken);
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    /// <summary>How to start one of the scripts in the folder. Its standard streams are redirected.</summary>
    public static ProcessStartInfo Script(string folder, string script, params IEnumerable<string> arguments) =>
        Command("node", folder, [Path.Combine(folder, script), .. arguments]);

    private static async Task<string> InstallAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(InstallLimit);

        var folder = Locate();
        await RunAsync(Command("node", folder, ["--version"]), limit.Token);
        await using var held = await LockAsync(Path.Combine(folder, ".install.lock"), limit.Token);
        if (!IsInstalled(folder))
            await RunAsync(Command("npm", folder, ["ci", "--no-audit", "--no-fund", "--loglevel=error"]), limit.Token);

        return folder;
    }

    private static string Locate()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "Testing", "node");
            if (File.Exists(Path.Combine(candidate, "package.json")))
                return candidate;
        }

        Assert.Skip("tests/Testing/node is not above the test assembly");
        return string.Empty;
    }

    /// <summary>npm writes its own lock file into <c>node_modules</c> as the last step of an installation.</summary>
    private static bool IsInstalled(string folder) =>
        File.GetLastWriteTimeUtc(Path.Combine(folder, "node_modules", ".package-lock.json")) >=
        File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json"));

    /// <summary>Test assemblies run side by side: only one of them may install.</summary>
    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }
    }

    private static async Task RunAsync(ProcessStartInfo command, CancellationToken cancellationToken)
    {
        Process? process = null;
        try
        {
            process = Process.Start(command);
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{command.FileName} is not installed");
        }

        using (process)
        {
            try
            {
                process!.StandardInput.Close();
                var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
                var errors = process.StandardError.ReadToEndAsync(cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
                await output;
                if (process.ExitCode != 0)
                    Assert.Skip($"{command.FileName} {string.Join(' ', command.ArgumentList)} failed: {await errors}");
            }
            catch (OperationCanceledException)
            {
                process!.Kill(entireProcessTree: true);
                Assert.Skip($"{command.FileName} {string.Join(' ', command.ArgumentList)} did not end in time");
            }
        }
    }

    private static ProcessStartInfo Command(string program, string folder, IEnumerable<string> arguments)
    {
        var command = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            command.ArgumentList.Add(argument);

        return command;
    }
}
