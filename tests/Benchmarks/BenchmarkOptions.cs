namespace Downstream.Benchmarks;

/// <summary>What to run, and how long.</summary>
internal sealed record BenchmarkOptions(IReadOnlyList<string> Names, bool Quick)
{
    /// <summary>After this a benchmark stops, whatever it was at.</summary>
    public TimeSpan Limit => Quick ? TimeSpan.FromMinutes(8) : TimeSpan.FromMinutes(40);

    /// <summary>How often each thing is measured; the median counts.</summary>
    public int Repeats => Quick ? 1 : 3;

    /// <summary>How long one measurement takes.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(Quick ? 3 : 5);

    /// <summary>How long the processes are warmed up under the load that is measured next.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(Quick ? 2 : 5);

    /// <summary>The same for requests, which take most of the code: half of the processor compiles it for the first ten seconds.</summary>
    public TimeSpan RequestWarmUp => TimeSpan.FromSeconds(Quick ? 2 : 20);

    /// <summary>Null when the command line is not understood.</summary>
    public static BenchmarkOptions? Parse(string[] args, IEnumerable<string> known)
    {
        var quick = args.Contains("--quick");
        var all = known.ToList();
        var names = args.Where(arg => arg != "--quick").ToList();
        return names.All(all.Contains) ? new BenchmarkOptions(names.Count > 0 ? names : all, quick) : null;
    }
}
