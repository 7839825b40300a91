using System.Text.RegularExpressions;

namespace Downstream.Testing;

/// <summary>The files of the repository that the tests were built from.</summary>
public static partial class Checkout
{
    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = Find();

    /// <summary>Where a file or folder is, by the names on the way to it.</summary>
    public static string Locate(params IEnumerable<string> path) => Path.Combine([Root, .. path]);

    /// <summary>What a file holds.</summary>
    public static string Read(params IEnumerable<string> path) => File.ReadAllText(Locate(path));

    /// <summary>The settings in the README's table, in its order.</summary>
    public static IReadOnlyList<string> Settings() =>
        [.. Read("README.md").Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Name().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value))];

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Orleans.sln")))
            folder = folder.Parent;

        return folder.FullName;
    }

    [GeneratedRegex("`([A-Z][A-Z0-9_]+)`")]
    private static partial Regex Name();
}
