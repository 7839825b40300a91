namespace Downstream.EndToEnd.Tests.Running;

/// <summary>Measurements: in the test's output and, where <c>FIGURES_FILE</c> names one, in a file.</summary>
internal static class Figures
{
    public static void Report(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("FIGURES_FILE") is { Length: > 0 } file)
            File.AppendAllText(file, line + "\n");
    }
}
