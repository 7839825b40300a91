using System.Text.Json;
using Downstream.Testing;

namespace Downstream.Gateway.Tests.Repository;

/// <summary>What kustomize makes of the base: each name, label, port and image that one resource says, another one has.</summary>
public sealed class KustomizationTests
{
    /// <summary>Rendering and checking takes seconds, so one serves all the tests.</summary>
    private static readonly Lazy<Task<List<JsonElement>>> Base = new(() => Kustomize.RenderAsync(Checkout.Locate("compose", "kubernetes"), CancellationToken.None));

    [Fact]
    public async Task Everything_is_in_the_namespace_that_the_base_makes()
    {
        var rendered = await RenderedAsync();
        var made = Name(rendered.Single(IsKind("Namespace")));

        Assert.All(rendered.Where(one => !IsKind("Namespace")(one)), one => Assert.Equal(made, one.At("metadata", "namespace").GetString()));
    }

    [Theory]
    [InlineData("Deployment", "spec", "selector", "matchLabels")]
    [InlineData("Service", "spec", "selector")]
    [InlineData("PodDisruptionBudget", "spec", "selector", "matchLabels")]
    public async Task What_selects_pods_selects_those_of_its_own_name(string kind, params string[] path)
    {
        var rendered = await RenderedAsync();
        var pods = Pods(rendered);

        var selecting = rendered.Where(IsKind(kind)).ToList();
        Assert.Equal(pods.Keys.Order(), selecting.Select(Name).Order());
        Assert.All(selecting, one => Assert.Equal([Name(one)], pods.Where(pod => Selects(one.At(path), pod.Value.At("metadata", "labels"))).Select(pod => pod.Key)));
    }

    [Fact]
    public async Task Network_policies_select_all_members_or_those_of_their_name()
    {
        var rendered = await RenderedAsync();
        foreach (var policy in rendered.Where(IsKind("NetworkPolicy")))
        {
            var selected = Pods(rendered).Where(pod => Selects(Labels(policy.At("spec", "podSelector")), pod.Value.At("metadata", "labels"))).Select(pod => pod.Key).Order();
            Assert.Equal(Name(policy) == "members" ? ["gateway", "silo"] : [Name(policy)], selected);
        }
    }

    [Fact]
    public async Task An_autoscaler_has_a_deployment_and_the_deployment_says_no_number()
    {
        var rendered = await RenderedAsync();
        var deployments = rendered.Where(IsKind("Deployment")).ToDictionary(Name);

        var targets = rendered.Where(IsKind("HorizontalPodAutoscaler")).Select(scaler => scaler.At("spec", "scaleTargetRef", "name").GetString()!).ToList();
        Assert.Equal(deployments.Keys.Order(), targets.Order());
        Assert.All(targets, target => Assert.False(deployments[target].At("spec").TryGetProperty("replicas", out _)));
    }

    [Fact]
    public async Task Ports_that_are_named_are_the_containers_and_are_what_the_programs_are_told()
    {
        var rendered = await RenderedAsync();
        var told = rendered.Where(IsKind("ConfigMap")).SelectMany(map => map.At("data").EnumerateObject()).ToDictionary(setting => setting.Name, setting => setting.Value.GetString());
        foreach (var (name, template) in Pods(rendered))
        {
            var container = template.At("spec", "containers")[0];
            var ports = container.At("ports").EnumerateArray().ToDictionary(port => port.At("name").GetString()!, port => port.At("containerPort").GetInt32());
            var asked = new[] { "startupProbe", "livenessProbe", "readinessProbe" }.Select(probe => container.At(probe, "httpGet", "port").GetString()!)
                .Concat(rendered.Where(IsKind("Service")).Where(service => Name(service) == name).SelectMany(service => service.At("spec", "ports").EnumerateArray()).Select(port => port.At("targetPort").GetString()!));

            Assert.Subset(ports.Keys.ToHashSet(), asked.ToHashSet());
            Assert.Equal(told["OPERATIONS_PORT"], $"{ports["operations"]}");
            Assert.Equal(told["SILO_PORT"], $"{ports["members"]}");
            if (name == "gateway")
                Assert.Equal(told["PORT"], $"{ports["http"]}");
        }
    }

    [Fact]
    public async Task What_a_pod_refers_to_is_there_or_is_the_secret()
    {
        var rendered = await RenderedAsync();
        var maps = rendered.Where(IsKind("ConfigMap")).Select(Name).ToHashSet();
        Assert.All(Pods(rendered).Values.Select(template => template.At("spec")), pod =>
        {
            Assert.Contains(pod.At("serviceAccountName").GetString(), rendered.Where(IsKind("ServiceAccount")).Select(Name));
            var container = pod.At("containers")[0];
            Assert.Subset(maps, container.At("envFrom").EnumerateArray().Select(from => from.At("configMapRef", "name").GetString()!).ToHashSet());
            var keys = container.At("env").EnumerateArray().Select(variable => variable.At("valueFrom")).Where(from => from.TryGetProperty("secretKeyRef", out _)).Select(from => from.At("secretKeyRef"));
            var made = Checkout.Read("compose", "kubernetes", "README.md");
            Assert.All(keys, key => Assert.Contains($" secret generic {key.At("name")} ", made, StringComparison.Ordinal));
            Assert.All(keys, key => Assert.Contains($"--from-literal={key.At("key")}=", made, StringComparison.Ordinal));
        });
    }

    /// <summary>As the README has it: an overlay names the base, and replaces images and settings.</summary>
    [Fact]
    public async Task An_overlay_replaces_images_and_settings()
    {
        var folder = Directory.CreateTempSubdirectory("overlay");
        try
        {
            // Paths outside of the overlay's folder are refused unless they are relative to it.
            var toBase = Path.GetRelativePath(folder.FullName, Checkout.Locate("compose", "kubernetes"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "kustomization.yaml"), $$"""
                resources: ["{{toBase}}"]
                images:
                  - { name: ghcr.io/example/downstream-gateway, newName: registry.example.com/gateway, newTag: sha-1 }
                  - { name: ghcr.io/example/downstream-silo, newName: registry.example.com/silo, newTag: sha-1 }
                patches:
                  - patch: '{ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "gateway-settings" }, "data": { "TRUSTED_PROXIES": "10.1.0.0/16" } }'
                    target: { kind: ConfigMap, name: gateway-settings }
                """, TestContext.Current.CancellationToken);

            var rendered = await Kustomize.RenderAsync(folder.FullName, TestContext.Current.CancellationToken);

            Assert.Equal(["registry.example.com/gateway:sha-1", "registry.example.com/silo:sha-1"], Images(rendered));
            var settings = rendered.Where(IsKind("ConfigMap")).Single(map => Name(map) == "gateway-settings").At("data");
            Assert.Equal("10.1.0.0/16", settings.At("TRUSTED_PROXIES").GetString());
            Assert.Equal("3000", settings.At("PORT").GetString());
            Assert.Equal((await RenderedAsync()).Count, rendered.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Images_have_a_registry_and_a_tag() =>
        Assert.All(Images(await RenderedAsync()), image => Assert.Matches("^ghcr\\.io/[^:]+:[^:]+$", image));

    private static IEnumerable<string> Images(IEnumerable<JsonElement> rendered) =>
        Pods(rendered).OrderBy(pod => pod.Key).Select(pod => pod.Value.At("spec", "containers")[0].At("image").GetString()!);

    private static Task<List<JsonElement>> RenderedAsync() => Base.Value.WaitAsync(TestContext.Current.CancellationToken);

    private static Dictionary<string, JsonElement> Pods(IEnumerable<JsonElement> rendered) =>
        rendered.Where(IsKind("Deployment")).ToDictionary(Name, deployment => deployment.At("spec", "template"));

    private static Func<JsonElement, bool> IsKind(string kind) => one => one.At("kind").GetString() == kind;

    private static string Name(JsonElement one) => one.At("metadata", "name").GetString()!;

    /// <summary>What a selector asks for; an empty one asks for nothing, and so selects everything.</summary>
    private static JsonElement Labels(JsonElement selector) => selector.TryGetProperty("matchLabels", out var labels) ? labels : selector;

    private static bool Selects(JsonElement selector, JsonElement labels) =>
        selector.EnumerateObject().All(label => labels.TryGetProperty(label.Name, out var value) && value.GetString() == label.Value.GetString());
}
