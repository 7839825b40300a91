using System.Text.Json;
using System.Text.RegularExpressions;
using Downstream.Testing;

namespace Downstream.Gateway.Tests.Repository;

/// <summary>The pipeline: what it runs exists, and runs here too.</summary>
public sealed partial class WorkflowTests
{
    /// <summary>Programs that only the pipeline's machines have, and what it takes them for.</summary>
    private static readonly string[] OfTheRunner = ["sudo", "cosign", "flyctl", "npx", "for", "do", "done", "if", "then", "fi", "echo", "test", "jq", "curl"];

    /// <summary>Beginnings of commands that <c>.ci/run</c> has in another form, or that make no sense outside the pipeline, with the reason.</summary>
    private static readonly Dictionary<string, string> NotInTheGate = new()
    {
        ["sudo apt-get"] = "the gate installs what is missing itself",
        ["dotnet build tests/"] = "the gate builds everything",
        ["dotnet test --project"] = "the gate runs all the projects at once",
        [".ci/summary"] = "tested below",
        ["for tag in"] = "signs what was pushed",
        ["echo"] = "passes a name on",
        ["flyctl"] = "deploys",
        ["npx --yes @railway/cli"] = "deploys",
        ["if [ -n"] = "tells of a failure",
        ["test \"$FAILED\""] = "the check that protects the branch",
    };

    /// <summary>The check takes seconds, so one serves all the tests.</summary>
    private static readonly Lazy<Task<JsonElement>> Workflow = new(ReadOnceAsync);

    [Fact]
    public async Task The_workflow_has_no_fault_that_a_linter_finds_and_asks_for_no_more_than_it_needs()
    {
        var workflow = await ReadAsync();

        Assert.Equal(JsonValueKind.Object, workflow.GetProperty("permissions").ValueKind);
        Assert.Empty(workflow.GetProperty("permissions").EnumerateObject());
        Assert.All(workflow.GetProperty("jobs").EnumerateArray(), job =>
        {
            Assert.True(job.GetProperty("hasPermissions").GetBoolean(), $"{job} has no permissions of its own");
            Assert.Equal(JsonValueKind.Number, job.GetProperty("limit").ValueKind);
        });
    }

    [Fact]
    public async Task Actions_are_named_by_commit_and_version()
    {
        var steps = await StepsAsync();
        Assert.All(steps.Select(step => step.Uses).OfType<string>(), uses => Assert.Matches("^[^@]+@[0-9a-f]{40}$", uses));

        var lines = Checkout.Read(".github", "workflows", "ci.yml").Split('\n').Where(line => line.Contains("uses:", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Matches("@[0-9a-f]{40} # (v[0-9]|master)", line));
    }

    [Fact]
    public async Task What_a_step_runs_exists_and_is_in_the_gate()
    {
        var gate = Checkout.Read(".ci", "run");
        foreach (var command in (await StepsAsync()).Select(step => step.Run).OfType<string>().SelectMany(run => run.Split('\n')).Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            var words = command.Split(' ');
            Assert.True(
                OfTheRunner.Contains(words[0]) || IsProgram(words[0]) || File.Exists(Checkout.Locate(words[0])),
                $"'{words[0]}' of '{command}' is no program here");
            AssertNamedThingsExist(command, words);
            if (OfTheRunner.Contains(words[0]) || NotInTheGate.Keys.Any(start => command.StartsWith(start, StringComparison.Ordinal)))
                continue;

            Assert.True(IsInGate(gate, command), $"'{command}' is not in .ci/run");
        }
    }

    [Fact]
    public async Task Every_test_project_is_a_suite()
    {
        var suites = (await ReadAsync()).GetProperty("jobs").EnumerateArray()
            .SelectMany(job => job.GetProperty("suites").EnumerateArray()).Select(suite => suite.GetString());
        var projects = Directory.EnumerateFiles(Checkout.Locate("tests"), "*.Tests.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(projects.Order(), suites.Order());
    }

    /// <summary>npm scripts and projects that a command names.</summary>
    private static void AssertNamedThingsExist(string command, string[] words)
    {
        if (words[0] == "npm" && Array.IndexOf(words, "--prefix") is var place and >= 0)
        {
            var folder = words[place + 1];
            var script = words.Contains("run") ? words[Array.IndexOf(words, "run") + 1] : words[1] == "--prefix" ? words[3] : null;
            using var package = JsonDocument.Parse(Checkout.Read(folder, "package.json"));
            if (script is not null)
                Assert.True(package.RootElement.GetProperty("scripts").TryGetProperty(script, out _), $"'{command}' names a script that {folder} has not");
        }

        foreach (var project in words.Where(word => word.StartsWith("tests/", StringComparison.Ordinal) && !word.Contains('$')))
            Assert.True(Directory.Exists(Checkout.Locate(project)), $"'{command}' names a folder that is not there");
    }

    /// <summary>Whether the gate has the command, whatever it adds to be quiet. It runs the pages' tasks in loops.</summary>
    internal static bool IsInGate(string gate, string command)
    {
        if (Task().Match(command) is { Success: true } task && PageTasks().Matches(gate).Any(loop => loop.Groups[1].Value.Replace("\"", string.Empty, StringComparison.Ordinal).Contains(task.Groups[1].Value, StringComparison.Ordinal)))
            return true;

        return gate.Split('\n').Any(line => command.Split(' ').All(word => line.Split(' ').Contains(word)));
    }

    private static bool IsProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));

    private static Task<JsonElement> ReadAsync() => Workflow.Value.WaitAsync(TestContext.Current.CancellationToken);

    private static async Task<JsonElement> ReadOnceAsync()
    {
        var result = await NodeScript.RunAsync(
            "workflow-check.mjs", string.Empty, CancellationToken.None, Checkout.Locate(".github", "workflows", "ci.yml"));
        Assert.True(result.ExitCode == 0, result.Errors);
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private static async Task<IReadOnlyList<(string? Uses, string? Run)>> StepsAsync() =>
        [.. (await ReadAsync()).GetProperty("jobs").EnumerateArray().SelectMany(job => job.GetProperty("steps").EnumerateArray())
            .Select(step => (step.GetProperty("uses").GetString(), step.GetProperty("run").GetString()))];

    [GeneratedRegex("^npm --prefix ui run (.+)$")]
    private static partial Regex Task();

    [GeneratedRegex("for task in (.+); do\n(?:.*#.*\n)?.*npm --prefix ui run \"?[$]task")]
    private static partial Regex PageTasks();
}
