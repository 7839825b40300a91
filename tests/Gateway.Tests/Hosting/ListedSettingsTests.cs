using System.Text.RegularExpressions;
using Downstream.Testing;

namespace Downstream.Gateway.Tests.Hosting;

/// <summary>Every setting that the code reads is in the README's table and in the example file, and no other.</summary>
public sealed partial class ListedSettingsTests
{
    /// <summary>OpenTelemetry's own, which its documents describe.</summary>
    private static readonly string[] OfOthers = ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_SERVICE_NAME"];

    [Fact]
    public void The_code_the_readme_and_the_example_name_the_same_settings()
    {
        var code = new[] { "Gateway", "Silo" }
            .SelectMany(project => Directory.EnumerateFiles(Checkout.Locate(project), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(path => Read().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value))
            .Except(OfOthers).Order().Distinct().ToList();
        var readme = Checkout.Settings().Order().Distinct().ToList();
        var example = File.ReadLines(Checkout.Locate(".env.example"))
            .Select(line => Example().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)
            .Order().ToList();

        Assert.True(code.Count > 40);
        Assert.Equal(code, readme);
        Assert.Equal(code, example);
    }

    [GeneratedRegex("""(?:(?:settings\.\w+|ReadEndpoint|DsnSetting\.Read)\([^")]*|const string \w*(?:Name|Setting)\s*=\s*)"([A-Z][A-Z0-9_]+)"(?=[,);])""")]
    private static partial Regex Read();

    [GeneratedRegex("^#([A-Z][A-Z0-9_]+)=")]
    private static partial Regex Example();
}
