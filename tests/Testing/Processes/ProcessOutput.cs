using System.Diagnostics;

namespace Downstream.Testing.Processes;

/// <summary>
/// The last lines that a process wrote, and every line, however long ago, that shows a secret. Both are bounded.
/// </summary>
public sealed class ProcessOutput
{
    private const int MostLines = 20_000;
    private const int MostLeaks = 20;
    private const int MostSecrets = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private readonly List<string> _errors = [];
    private readonly List<string> _leaks = [];
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    /// <summary>Lines on standard error since the process was last started.</summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_lock)
                return [.. _errors];
        }
    }

    /// <summary>Lines that showed one of the secrets.</summary>
    public IReadOnlyList<string> Leaks
    {
        get
        {
            lock (_lock)
                return [.. _leaks];
        }
    }

    /// <summary>The last lines of both streams.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    /// <summary>Text that no line may show, in the lines kept so far and in those to come.</summary>
    public void Forbid(string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        lock (_lock)
        {
            if (_secrets.Count < MostSecrets && _secrets.Add(secret))
                _leaks.AddRange(_lines.Where(line => line.Contains(secret, StringComparison.Ordinal)).Take(MostLeaks - _leaks.Count));
        }
    }

    internal void Follow(Process process)
    {
        lock (_lock)
            _errors.Clear();

        process.OutputDataReceived += (_, line) => Add(line.Data, isError: false);
        process.ErrorDataReceived += (_, line) => Add(line.Data, isError: true);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Add(string? line, bool isError)
    {
        if (line is null)
            return;

        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MostLines)
                _lines.Dequeue();

            if (isError && _errors.Count < MostLines)
                _errors.Add(line);

            if (_leaks.Count < MostLeaks && _secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)))
                _leaks.Add(line);
        }
    }

    public override string ToString() => string.Join('\n', Lines);
}
