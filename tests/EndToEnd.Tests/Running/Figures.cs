namespace Downstream.EndToEnd.Tests.Running;

/// <summary>Measurements: in the test's output and, where <c>FIGURES_FILE</c> names one, in a file.</summary>
internal static class Figures
{
    /// <summary>What a figure is followed by when it missed its goal: the run does not fail for it, a busy machine misses it too.</summary>
    public static string Against(TimeSpan figure, TimeSpan goal) =>
        figure < goal ? "" : $" !! MISSED the goal of {goal.TotalSeconds:0.#} s !!";

    public static void Report(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("FIGURES_FILE") is { Length: > 0 } file)
            File.AppendAllText(file, line + "\n");
    }
}
