using System.Text.RegularExpressions;
using Downstream.Testing;

namespace Downstream.Gateway.Tests.Repository;

/// <summary>An operator finds a kind of line by its event id, so that no two kinds may have the same.</summary>
public sealed partial class EventIdTests
{
    private static readonly string[] Projects = ["Gateway", "Silo", "Grains", "Grains.Abstractions"];

    [Fact]
    public void No_two_lines_that_are_logged_have_the_same_event_id()
    {
        var ids = Projects.SelectMany(Sources).SelectMany(file => EventId().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).ToList();

        Assert.True(ids.Count > 50, $"only {ids.Count} were found");
        Assert.Empty(ids.GroupBy(id => id).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    private static IEnumerable<string> Sources(string project) => Directory
        .EnumerateFiles(Checkout.Locate(project), "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Checkout.Root, file).Split(Path.DirectorySeparatorChar).Any(folder => folder is "obj" or "bin"));

    [GeneratedRegex(@"\b(?:EventId\s*=\s*|LoggerMessage\()(\d+)")]
    private static partial Regex EventId();
}
