using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Downstream.Grains.Tests;

/// <summary>The folders of Grains are layers, in the order that ARCHITECTURE.md has: a folder imports those before it only.</summary>
public sealed partial class LayersTests
{
    private static readonly List<string> Order =
        ["Pace", "Telemetry", "Storage", "Archives", "Origins", "Files", "Jobs", "Callers", "Recovery", "Health", "RateLimits"];

    [Fact]
    public void A_folder_imports_only_those_below_it()
    {
        var wrong = from folder in Folders()
                    from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                    from Match import in Import().Matches(File.ReadAllText(file))
                    let other = import.Groups[1].Value
                    where Order.Contains(other) && Order.IndexOf(other) > Order.IndexOf(Path.GetFileName(folder))
                    select $"{Path.GetFileName(folder)}/{Path.GetFileName(file)} imports {other}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_has_its_place_in_the_order() =>
        Assert.Equal(Order.Order(), Folders().Select(folder => Path.GetFileName(folder)!).Order());

    private static IEnumerable<string> Folders([CallerFilePath] string here = "") =>
        Directory.EnumerateDirectories(Path.Combine(Path.GetDirectoryName(here)!, "../../Grains"))
            .Where(folder => Path.GetFileName(folder) is not ("bin" or "obj") && Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any());

    [GeneratedRegex(@"\bDownstream\.Grains\.(\w+)")]
    private static partial Regex Import();
}
