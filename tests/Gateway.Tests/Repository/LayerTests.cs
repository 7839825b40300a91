using System.Reflection;
using System.Text.RegularExpressions;
using Downstream.Gateway.Hosting;
using Downstream.Grains;
using Downstream.Testing;

namespace Downstream.Gateway.Tests.Repository;

/// <summary>Folders are layers: each imports only what ARCHITECTURE.md lists before it.</summary>
public sealed partial class LayerTests
{
    public static TheoryData<string> Projects => ["Gateway", "Grains"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_has_its_place(string project) => Assert.Equal(Folders(project).Order(), Layers(project).Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_folder_uses_only_what_is_below_it(string project)
    {
        var layers = Layers(project);
        var uses = TypeReferences.In(AssemblyOf(project)).ToList();

        Assert.True(uses.Count > 300, $"only {uses.Count} uses were found");
        var upwards = uses.Where(use => Place(use.User.Namespace) is { } from && Place(use.Used.Namespace) > from);
        Assert.Empty(upwards.Select(use => $"{use.User.FullName} uses {use.Used.FullName}"));

        int? Place(string? space) => PlaceOf(layers, project, space);
    }

    /// <summary>A constant and a name leave no trace in what is compiled, but a line to import them by in the source.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void A_file_imports_only_what_is_below_it(string project)
    {
        var layers = Layers(project);
        var imports = Sources(project)
            .SelectMany(file => Import().Matches(File.ReadAllText(file)).Select(match => (File: file, From: FolderOf(project, file), To: PlaceOf(layers, project, match.Groups[1].Value))))
            .Where(import => import.To is not null)
            .ToList();

        Assert.True(imports.Count > 50, $"only {imports.Count} imports were found");
        var upwards = imports.Where(import => import.From.Length > 0 && import.To > layers.IndexOf(import.From));
        Assert.Empty(upwards.Select(import => $"{import.File} imports {layers[import.To!.Value]}"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_folder_is_crowded(string project) => Assert.Empty(
        Sources(project).GroupBy(file => FolderOf(project, file)).Where(folder => folder.Count() > 13).Select(folder => $"{folder.Key}: {folder.Count()}"));

    private static Assembly AssemblyOf(string project) => project switch
    {
        "Gateway" => typeof(GatewayApplication).Assembly,
        "Grains" => typeof(GrainServices).Assembly,
        _ => throw new ArgumentOutOfRangeException(nameof(project), project, null),
    };

    /// <summary>The folders in the list below the project's heading, the lowest first.</summary>
    private static List<string> Layers(string project)
    {
        var text = Checkout.Read("ARCHITECTURE.md");
        var section = text[text.IndexOf($"\n### Layers of {project}\n", StringComparison.Ordinal)..];
        return [.. Line().Matches(section[..section.IndexOf("\n\n", section.IndexOf("\n1. ", StringComparison.Ordinal), StringComparison.Ordinal)])
            .SelectMany(line => Folder().Matches(line.Groups[1].Value).Select(folder => folder.Groups[1].Value))];
    }

    private static int? PlaceOf(List<string> layers, string project, string? space)
    {
        var root = $"Downstream.{project}.";
        return space?.StartsWith(root, StringComparison.Ordinal) == true && layers.IndexOf(space[root.Length..].Replace('.', '/')) is >= 0 and var place ? place : null;
    }

    private static IEnumerable<string> Folders(string project) => Sources(project).Select(file => FolderOf(project, file)).Distinct().Where(folder => folder.Length > 0);

    private static string FolderOf(string project, string file) =>
        Path.GetRelativePath(Checkout.Locate(project), Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '/').TrimStart('.');

    private static IEnumerable<string> Sources(string project) => Directory
        .EnumerateFiles(Checkout.Locate(project), "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Checkout.Root, file).Split(Path.DirectorySeparatorChar).Any(folder => folder is "obj" or "bin"));

    [GeneratedRegex(@"^\d+\. ((?:`[\w/]+`(?:, )?)+)", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex("`([\\w/]+)`")]
    private static partial Regex Folder();

    [GeneratedRegex(@"^(?:global )?using (?:static )?(?:\w+ = )?(Downstream\.[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Import();
}
