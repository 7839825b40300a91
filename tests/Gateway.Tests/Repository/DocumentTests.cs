using System.Text.RegularExpressions;
using Downstream.Testing;

namespace Downstream.Gateway.Tests.Repository;

/// <summary>What the documents say to type is run somewhere, and what they point to is there.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Documents =
    [
        "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "TROUBLESHOOTING.md", "CHANGELOG.md", "ui/README.md",
        "compose/README.md", "compose/kubernetes/README.md", "compose/secrets/README.md",
    ];

    /// <summary>Beginnings of commands that <c>.ci/run</c> does not have, with where they are run, or why they are not.</summary>
    private static readonly Dictionary<string, string> RunElsewhere = new()
    {
        ["curl "] = "ReadmeTourTests types them",
        ["dotnet run --project Gateway"] = "every end-to-end test starts it, built",
        ["export REDIS_URL="] = "the tests of the cluster start processes with these settings",
        ["S3_ENDPOINT="] = "the tests of the cluster start processes with these settings",
        ["PORT=3000 dotnet run"] = "the tests of the cluster start processes with these settings",
        ["docker compose -f"] = "the check of the containers brings it up",
        [".ci/viewer"] = "TraceViewer starts it for TraceViewerTests",
        ["OTEL_EXPORTER_OTLP_ENDPOINT="] = "TraceViewerTests starts a gateway with it",
        ["dotnet format --verify-no-changes"] = "the gate has its part for white space, and a build has the rest",
        ["dotnet test --project tests/Grains.Tests"] = "the gate runs all the projects at once",
        [".ci/run"] = "is the gate",
        ["docker compose …"] = "the check of the containers takes everything down with it",
        ["dotnet run -c Release --project tests/Benchmarks"] = "built with the rest; figures need a machine that does nothing else",
        ["dotnet test --project tests/Gateway.Tests -- --filter-class"] = "a part of what the gate runs",
        ["npm --prefix ui run dev"] = "the tests of the pages load the same configuration, which the build has too",
        ["npm --prefix ui run format"] = "writes what format:check, in the gate, compares",
        ["cosign verify"] = "needs an image that the pipeline has signed",
        ["gh attestation verify"] = "needs an image that the pipeline has signed",
        ["docker buildx imagetools inspect"] = "asks the registries",
        ["kubectl "] = "needs a cluster; KustomizationTests renders what it applies and holds that to the API's schemas",
    };

    public static TheoryData<string> All => [.. Documents];

    [Fact]
    public void Every_document_is_looked_at()
    {
        var found = Directory.EnumerateFiles(Checkout.Root, "*.md", SearchOption.TopDirectoryOnly).Select(Path.GetFileName);

        Assert.Subset(Documents.ToHashSet<string?>(), found.ToHashSet());
    }

    [Fact]
    public void Every_command_is_run()
    {
        var gate = Checkout.Read(".ci", "run");
        var commands = Documents.SelectMany(document => Blocks(document).Where(block => block.Language is "").SelectMany(Commands).Concat(CommandsInText(document))).ToList();

        Assert.True(commands.Count > 30, string.Join('\n', commands));
        Assert.All(commands, command => Assert.True(
            WorkflowTests.IsInGate(gate, command) || RunElsewhere.Keys.Any(start => command.StartsWith(start, StringComparison.Ordinal)),
            $"nothing runs '{command}'"));
        Assert.All(RunElsewhere.Keys, start => Assert.Contains(commands, command => command.StartsWith(start, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_compose_file_is_brought_up()
    {
        var check = Checkout.Read(".ci", "containers");

        Assert.All(
            Directory.EnumerateFiles(Checkout.Locate("compose"), "compose*.yaml").Select(Path.GetFileName),
            file => Assert.Contains($"compose/{file}", check, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_link_to_a_file_or_a_heading_leads_there(string document)
    {
        var folder = Path.GetDirectoryName(Checkout.Locate(document))!;
        foreach (var target in Link().Matches(Prose(document)).Select(match => match.Groups[1].Value).Where(IsLocal))
        {
            var parts = target.Split('#', 2);
            var file = parts[0].Length == 0 ? Checkout.Locate(document) : Path.Combine(folder, parts[0]);
            Assert.True(File.Exists(file) || Directory.Exists(file), $"{document} points to {target}");
            if (parts.Length == 2)
                Assert.Contains(parts[1], Heading().Matches(File.ReadAllText(file)).Select(match => Anchor(match.Groups[1].Value)));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Files_that_are_named_in_code_style_are_there(string document)
    {
        var folder = Path.GetDirectoryName(Checkout.Locate(document))!;
        foreach (var path in NamedPath().Matches(Prose(document)).Select(match => match.Groups[1].Value))
            Assert.True(Path.Exists(Checkout.Locate(path)) || Path.Exists(Path.Combine(folder, path)), $"{document} names {path}");
    }

    /// <summary>Mermaid takes one for the end of a line, and the picture for broken.</summary>
    [Fact]
    public void No_picture_has_a_semicolon()
    {
        var pictures = Blocks("ARCHITECTURE.md").Where(block => block.Language == "mermaid").ToList();

        Assert.Equal(4, pictures.Count);
        Assert.All(pictures, picture => Assert.DoesNotContain(";", picture.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_hook_to_copy_is_the_one_that_is_tested()
    {
        var block = Assert.Single(Blocks("ARCHITECTURE.md"), block => block.Language == "ts");

        Assert.Equal(Checkout.Read("ui", "src", "examples", "useDownload.ts").Trim(), block.Text.Trim());
        Assert.True(File.Exists(Checkout.Locate("ui", "src", "examples", "useDownload.test.ts")));
    }

    /// <summary>Lines that begin with a prompt, or, in a block without one, all of them. What ends in a backslash goes on.</summary>
    private static IEnumerable<string> Commands((string Language, string Text) block)
    {
        var lines = block.Text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Where(line => line.Length > 0).ToList();
        return (lines.Exists(line => line.StartsWith("$ ", StringComparison.Ordinal)) ? lines.Where(line => line.StartsWith("$ ", StringComparison.Ordinal)).Select(line => line[2..]) : lines)
            .Where(line => !line.StartsWith("EventSource ", StringComparison.Ordinal) && !Picture().IsMatch(line));
    }

    /// <summary>What is in code style and begins with a program that is not the subject of the sentence. The pages' document is about its own folder.</summary>
    private static IEnumerable<string> CommandsInText(string document) =>
        CommandInText().Matches(Prose(document)).Select(match => match.Groups[1].Value)
            .Select(command => document.StartsWith("ui/", StringComparison.Ordinal) ? InPages().Replace(command.Replace("npm test", "npm run test", StringComparison.Ordinal), "npm --prefix ui $1") : command);

    private static IEnumerable<(string Language, string Text)> Blocks(string document) =>
        Block().Matches(Checkout.Read(document)).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    private static string Prose(string document) => Block().Replace(Checkout.Read(document), string.Empty);

    private static bool IsLocal(string target) => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("../../actions/", StringComparison.Ordinal);

    /// <summary>How GitHub names a heading.</summary>
    private static string Anchor(string heading) => NotInAnchors().Replace(heading.Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-');

    [GeneratedRegex("(?ms)^```([a-z]*)\n(.*?)^```$")]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?m)^#+ (.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"`((?:compose|ui|tests|\.github|\.ci)/[\w./-]+)`")]
    private static partial Regex NamedPath();

    [GeneratedRegex("`((?:docker|dotnet|npm|npx|kubectl|cosign|gh) [^`]+|[.]ci/[a-z]+(?: [^`]*)?)`")]
    private static partial Regex CommandInText();

    [GeneratedRegex("^npm (?!--prefix)(.+)$")]
    private static partial Regex InPages();

    [GeneratedRegex("[│▼▲►◄─]")]
    private static partial Regex Picture();
}
