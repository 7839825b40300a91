using System.Globalization;

namespace Downstream.Benchmarks.Report;

/// <summary>What was measured: a median per line, the spread, and what it ran beside.</summary>
internal sealed class ResultTable
{
    private readonly List<string[]> _rows = [];

    public bool HasFailures { get; private set; }

    /// <summary>Adds a line.</summary>
    /// <param name="name">What was measured.</param>
    /// <param name="values">Every run's value.</param>
    /// <param name="format">How a value is written, unit included.</param>
    /// <param name="target">What is to be reached.</param>
    /// <param name="baseline">The same of the bare server, or of the peer that the line names, run by run.</param>
    public void Add(string name, IReadOnlyList<double> values, string format, string target = "", IReadOnlyList<double>? baseline = null)
    {
        var spread = values.Count > 1 ? $"{Text(values.Min(), format)} .. {Text(values.Max(), format)}" : string.Empty;
        var bare = baseline is null ? string.Empty : Text(Median(baseline), format);
        var ratio = baseline is null ? string.Empty : (Median(values) / Median(baseline)).ToString("0.00", CultureInfo.InvariantCulture);
        _rows.Add([name, Text(Median(values), format), spread, target, bare, ratio]);
    }

    /// <summary>Adds a line of words.</summary>
    public void Note(string name, string text) => _rows.Add([name, text, string.Empty, string.Empty, string.Empty, string.Empty]);

    public void Failed(string name, Exception failure)
    {
        HasFailures = true;
        Note(name, $"FAILED: {failure.GetType().Name}: {failure.Message.Split('\n')[0]}");
    }

    public void Print(TextWriter output, BenchmarkOptions options)
    {
        string[] head = ["measured", $"median of {options.Repeats}", "from .. to", "target", "beside it", "ratio"];
        var widths = head.Select((title, column) => _rows.Where(IsNumbers).Select(row => row[column].Length).Append(title.Length).Max()).ToArray();
        Write(head);
        Write([.. widths.Select(width => new string('-', width))]);
        foreach (var row in _rows)
            Write(row);

        void Write(string[] cells) => output.WriteLine(
            "| " + string.Join(" | ", cells.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))) + " |");
    }

    private static bool IsNumbers(string[] row) => row[1].Length < 24;

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
