using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Downstream.Testing.Processes;

/// <summary>
/// A program that a test starts, kills and starts again, always with the same settings and folder. Ends with this object.
/// </summary>
public abstract class ProcessHost(string name) : IAsyncDisposable
{
    private const int Hangup = 1;
    private const int Terminate = 15;
    private const int Pause = 19;
    private const int Continue = 18;

    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<ProcessHost, bool> Started = new();

    private Process? _process;

    // A test run that is broken off must not leave programs behind.
    static ProcessHost() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var host in Started.Keys.Where(host => !host.HasExited))
            host.Running.Kill(entireProcessTree: true);
    };

    /// <summary>What the program wrote, over all its starts.</summary>
    public ProcessOutput Output { get; } = new();

    /// <summary>The id of the running program.</summary>
    public int Id => Running.Id;

    public bool HasExited => _process is null or { HasExited: true };

    /// <summary>The exit code of the last run.</summary>
    public int ExitCode => Running.ExitCode;

    private Process Running => _process ?? throw new InvalidOperationException($"{name} was not started.");

    /// <summary>Starts the program and waits until it answers. Throws, with the program's output, when it does not in time.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> StartAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        Launch();
        if (!await AnswersAsync(cancellationToken))
            throw new InvalidOperationException($"{name} ended with exit code {ExitCode} at its start:\n{Output}");

        return watch.Elapsed;
    }

    /// <summary>Waits until the running program answers. Throws, with the program's output, when it does not in time.</summary>
    /// <returns>Whether it answers; false when it ended instead.</returns>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        try
        {
            while (!await IsReadyAsync(limit.Token))
            {
                if (HasExited)
                    return false;

                await Task.Delay(TimeSpan.FromMilliseconds(25), limit.Token);
            }

            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await KillAsync();
            throw new TimeoutException($"{name} was not ready within {StartLimit.TotalSeconds} s:\n{Output}");
        }
    }

    /// <summary>Starts the program without waiting for anything.</summary>
    public void Launch()
    {
        if (!HasExited)
            throw new InvalidOperationException($"{name} still runs.");

        _process?.Dispose();
        var command = Command();
        command.RedirectStandardInput = true;
        command.RedirectStandardOutput = true;
        command.RedirectStandardError = true;
        _process = Process.Start(command) ?? throw new InvalidOperationException($"{name} did not start.");
        Started[this] = true;
        _process.StandardInput.Close();
        Output.Follow(_process);
    }

    /// <summary>Ends the program as a crash would (SIGKILL) and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (HasExited)
            return;

        // With its own children: nginx serves by them, and they would go on.
        Running.Kill(entireProcessTree: true);
        await Running.WaitForExitAsync().WaitAsync(KillLimit);
    }

    /// <summary>Asks the program to stop (SIGTERM) and waits for it.</summary>
    /// <returns>How long it took; the exit code is in <see cref="ExitCode"/>.</returns>
    public async Task<TimeSpan> StopAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        Signal(Terminate);
        await WaitForExitAsync(limit, cancellationToken);
        return watch.Elapsed;
    }

    /// <summary>Waits until the program has ended by itself.</summary>
    public async Task WaitForExitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await Running.WaitForExitAsync(cancellationToken).WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{name} did not end within {limit.TotalSeconds} s:\n{Output}");
        }
    }

    /// <summary>Freezes the program (SIGSTOP) until <see cref="Resume"/>.</summary>
    public void Suspend() => Signal(Pause);

    /// <summary>Has the program read its configuration again (SIGHUP), where that is what it does then.</summary>
    public void Reload() => Signal(Hangup);

    /// <summary>Lets a suspended program go on (SIGCONT).</summary>
    public void Resume() => Signal(Continue);

    /// <summary>The memory that the program has in RAM, in bytes.</summary>
    public Task<long> ResidentMemoryAsync(CancellationToken cancellationToken) => MemoryAsync("VmRSS:", cancellationToken);

    /// <summary>The most memory that the program ever had in RAM, in bytes.</summary>
    public Task<long> PeakResidentMemoryAsync(CancellationToken cancellationToken) => MemoryAsync("VmHWM:", cancellationToken);

    private async Task<long> MemoryAsync(string field, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync($"/proc/{Id}/status", cancellationToken);
        var resident = lines.Single(line => line.StartsWith(field, StringComparison.Ordinal));
        return 1024 * long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Started.TryRemove(this, out _);
        await CleanUpAsync();
        _process?.Dispose();
        _process = null;
        GC.SuppressFinalize(this);
    }

    /// <summary>How long a start may take.</summary>
    protected virtual TimeSpan StartLimit => TimeSpan.FromSeconds(60);

    /// <summary>What to start.</summary>
    protected abstract ProcessStartInfo Command();

    /// <summary>Whether the started program answers.</summary>
    protected abstract Task<bool> IsReadyAsync(CancellationToken cancellationToken);

    /// <summary>Removes what the program left.</summary>
    protected abstract ValueTask CleanUpAsync();

    private void Signal(int signal)
    {
        if (NativeKill(Id, signal) != 0)
            throw new InvalidOperationException($"Signal {signal} could not be sent to {name}: error {Marshal.GetLastPInvokeError()}.");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
