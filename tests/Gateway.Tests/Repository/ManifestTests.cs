using System.Text.Json;
using System.Text.RegularExpressions;
using Downstream.Testing;

namespace Downstream.Gateway.Tests.Repository;

/// <summary>The Kubernetes base: valid by the API's schemas, and true of the programs that it runs.</summary>
public sealed partial class ManifestTests
{
    /// <summary>The longest that a host takes to stop, which is .NET's default: nothing here changes it.</summary>
    private const int LongestStopSeconds = 30;

    /// <summary>The check takes seconds, so one serves all the tests.</summary>
    private static readonly Lazy<Task<List<JsonElement>>> Manifests = new(ReadOnceAsync);

    [Fact]
    public void The_base_names_every_file_of_its_folder()
    {
        var files = Directory.EnumerateFiles(Checkout.Locate("compose", "kubernetes"), "*.yaml").Select(Path.GetFileName).Where(file => file != "kustomization.yaml");

        Assert.Equal(files.Order(), Named().Order());
    }

    [Fact]
    public async Task The_api_takes_every_manifest()
    {
        var kinds = (await ReadAsync()).Select(manifest => manifest.GetProperty("kind").GetString()).ToHashSet();

        Assert.Superset(
            new HashSet<string?> { "Namespace", "Deployment", "Service", "ConfigMap", "PodDisruptionBudget", "HorizontalPodAutoscaler", "NetworkPolicy", "ServiceMonitor" },
            kinds);
    }

    [Fact]
    public async Task A_field_that_the_api_does_not_know_is_refused()
    {
        var mistaken = Text().Replace("readinessProbe", "readynessProbe", StringComparison.Ordinal);

        var result = await NodeScript.RunAsync("manifest-check.mjs", mistaken, TestContext.Current.CancellationToken);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("readynessProbe", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_are_told_only_settings_that_there_are()
    {
        var manifests = await ReadAsync();
        var told = manifests.Where(IsKind("ConfigMap")).SelectMany(map => map.GetProperty("data").EnumerateObject()).Select(setting => setting.Name)
            .Concat(Containers(manifests).SelectMany(container => container.GetProperty("env").EnumerateArray()).Select(variable => variable.GetProperty("name").GetString()!));

        Assert.Subset(Checkout.Settings().ToHashSet(), told.ToHashSet());
    }

    [Fact]
    public async Task A_pod_has_time_to_stop_gracefully()
    {
        foreach (var pod in Pods(await ReadAsync()))
        {
            var container = Assert.Single(pod.GetProperty("containers").EnumerateArray());
            var before = container.TryGetProperty("lifecycle", out var lifecycle) ? lifecycle.GetProperty("preStop").GetProperty("sleep").GetProperty("seconds").GetInt32() : 0;

            Assert.True(pod.GetProperty("terminationGracePeriodSeconds").GetInt32() > before + LongestStopSeconds);
        }
    }

    [Fact]
    public async Task Pods_are_what_the_restricted_profile_asks_for()
    {
        var pods = Pods(await ReadAsync());
        Assert.Equal(2, pods.Count);
        Assert.All(pods, pod =>
        {
            var all = pod.GetProperty("securityContext");
            Assert.True(all.GetProperty("runAsNonRoot").GetBoolean());
            Assert.Equal("RuntimeDefault", all.GetProperty("seccompProfile").GetProperty("type").GetString());
            var own = pod.GetProperty("containers")[0].GetProperty("securityContext");
            Assert.False(own.GetProperty("allowPrivilegeEscalation").GetBoolean());
            Assert.True(own.GetProperty("readOnlyRootFilesystem").GetBoolean());
            Assert.Equal("ALL", own.GetProperty("capabilities").GetProperty("drop")[0].GetString());
        });
    }

    [Fact]
    public async Task The_autoscalers_look_at_metrics_that_there_are()
    {
        var code = string.Concat(
            new[] { "Gateway", "Grains" }.SelectMany(project => Directory.EnumerateFiles(Checkout.Locate(project), "*Metrics.cs", SearchOption.AllDirectories)).Select(File.ReadAllText));
        var metrics = (await ReadAsync()).Where(IsKind("HorizontalPodAutoscaler"))
            .SelectMany(scaler => scaler.GetProperty("spec").GetProperty("metrics").EnumerateArray())
            .Where(metric => metric.GetProperty("type").GetString() == "Pods")
            .Select(metric => metric.GetProperty("pods").GetProperty("metric").GetProperty("name").GetString()!).ToList();

        Assert.Equal(2, metrics.Count);
        Assert.All(metrics, metric => Assert.Contains($"\"{metric.Replace('_', '.')}\"", code, StringComparison.Ordinal));
    }

    /// <summary>A probe that asks what all share would end every member in an outage of that.</summary>
    [Fact]
    public async Task Only_readiness_may_ask_what_members_share()
    {
        foreach (var container in Containers(await ReadAsync()))
        {
            foreach (var probe in new[] { "startupProbe", "livenessProbe" })
                Assert.Contains(container.GetProperty(probe).GetProperty("httpGet").GetProperty("path").GetString(), new[] { "/health/live", "/metrics" });

            Assert.Contains(container.GetProperty("readinessProbe").GetProperty("httpGet").GetProperty("path").GetString(), new[] { "/health/ready", "/health" });
        }
    }

    private static Func<JsonElement, bool> IsKind(string kind) => manifest => manifest.GetProperty("kind").GetString() == kind;

    private static List<JsonElement> Pods(IEnumerable<JsonElement> manifests) =>
        [.. manifests.Where(IsKind("Deployment")).Select(deployment => deployment.GetProperty("spec").GetProperty("template").GetProperty("spec"))];

    private static IEnumerable<JsonElement> Containers(IEnumerable<JsonElement> manifests) =>
        Pods(manifests).SelectMany(pod => pod.GetProperty("containers").EnumerateArray());

    private static List<string> Named() => [.. Resource().Matches(Checkout.Read("compose", "kubernetes", "kustomization.yaml")).Select(match => match.Groups[1].Value)];

    private static string Text() => string.Join("\n---\n", Named().Select(file => Checkout.Read("compose", "kubernetes", file)));

    private static Task<List<JsonElement>> ReadAsync() => Manifests.Value.WaitAsync(TestContext.Current.CancellationToken);

    private static async Task<List<JsonElement>> ReadOnceAsync()
    {
        var result = await NodeScript.RunAsync("manifest-check.mjs", Text(), CancellationToken.None);
        Assert.True(result.ExitCode == 0, result.Errors);
        return [.. JsonDocument.Parse(result.Output).RootElement.EnumerateArray()];
    }

    [GeneratedRegex("(?m)^  - ([a-z]+\\.yaml)$")]
    private static partial Regex Resource();
}
