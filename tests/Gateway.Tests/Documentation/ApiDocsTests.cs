using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests.Documentation;

public sealed partial class ApiDocsTests
{
    [Fact]
    public async Task The_document_describes_every_endpoint_of_the_contract()
    {
        await using var gateway = await TestGateway.StartAsync("API_DOCS_ENABLED=true");
        using var response = await gateway.GetAsync("/openapi");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var document = await response.JsonAsync();
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString());

        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name} {path.Name}"))
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "delete /v1/download/{jobId}", "get /", "get /health", "get /health/live", "get /health/ready", "get /v1/diagnostics/errors", "get /v1/diagnostics/performance",
                "get /v1/diagnostics/streams", "get /v1/diagnostics/traces", "get /v1/diagnostics/traces/{traceId}", "get /v1/download/status/{jobId}",
                "get /v1/download/subscribe/{jobId}", "get /v1/download/{jobId}", "get /v1/download/{jobId}/files", "get /v1/download/{jobId}/files/{fileId}",
                "get /v1/downloads", "get /v1/downloads/subscribe", "post /v1/download/check", "post /v1/download/initiate", "post /v1/download/start",
                "post /v1/download/{jobId}/callback", "post /v1/download/{jobId}/retry", "post /v1/telemetry/traces",
            ],
            operations);
    }

    [Fact]
    public async Task Every_reference_leads_somewhere_and_every_operation_has_a_name()
    {
        await using var gateway = await TestGateway.StartAsync("API_DOCS_ENABLED=true");
        using var response = await gateway.GetAsync("/openapi");
        var text = await response.TextAsync();
        var document = JsonDocument.Parse(text).RootElement;
        var schemas = document.GetProperty("components").GetProperty("schemas");
        foreach (Match reference in Reference().Matches(text))
            Assert.True(schemas.TryGetProperty(reference.Groups[1].Value, out _), reference.Value);

        var names = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
            .Select(operation => operation.Value.GetProperty("operationId").GetString()).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.DoesNotContain(null, names);
    }

    [Fact]
    public async Task Shapes_are_as_strict_as_the_service()
    {
        await using var gateway = await TestGateway.StartAsync("API_DOCS_ENABLED=true");
        using var response = await gateway.GetAsync("/openapi");
        var document = await response.JsonAsync();
        var schemas = document.GetProperty("components").GetProperty("schemas");

        var job = schemas.GetProperty("JobResource");
        Assert.Equal(
            ["queued", "processing", "completed", "partially_completed", "failed", "cancelled"],
            job.GetProperty("properties").GetProperty("status").GetProperty("enum").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("date-time", job.GetProperty("properties").GetProperty("createdAt").GetProperty("format").GetString());
        Assert.Equal("integer", job.GetProperty("properties").GetProperty("totalFileIds").GetProperty("type").GetString());
        Assert.Contains("jobId", job.GetProperty("required").EnumerateArray().Select(name => name.GetString()));

        Assert.Equal(
            ["jobId", "file_id", "status", "size", "error", "time"],
            schemas.GetProperty("FileEvent").GetProperty("required").EnumerateArray().Select(name => name.GetString()));

        var ids = schemas.GetProperty("FileIdsBody").GetProperty("properties").GetProperty("file_ids");
        Assert.Equal((1, 1000), (ids.GetProperty("minItems").GetInt32(), ids.GetProperty("maxItems").GetInt32()));
        Assert.Equal((10_000, 100_000_000), (ids.GetProperty("items").GetProperty("minimum").GetInt32(), ids.GetProperty("items").GetProperty("maximum").GetInt32()));

        var initiate = document.GetProperty("paths").GetProperty("/v1/download/initiate").GetProperty("post");
        Assert.Equal(
            ["202", "400", "403", "408", "410", "413", "415", "422", "429", "500", "503"],
            initiate.GetProperty("responses").EnumerateObject().Select(answer => answer.Name));
        var refusal = initiate.GetProperty("responses").GetProperty("429");
        Assert.Contains("too_many_active_jobs", refusal.GetProperty("description").GetString());
        Assert.Contains("rate_limited", refusal.GetProperty("description").GetString());
        Assert.Equal("#/components/schemas/ProblemDocument", refusal.GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString());
        Assert.Equal("#/components/schemas/FileIdsBody", initiate.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString());
    }

    [Fact]
    public async Task The_page_loads_everything_from_here()
    {
        await using var gateway = await TestGateway.StartAsync("API_DOCS_ENABLED=true");
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = true };
        using var client = new HttpClient(handler) { BaseAddress = gateway.Address };
        using var response = await client.GetAsync("/docs", TestContext.Current.CancellationToken);
        var html = await response.TextAsync();
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotMatch(ForeignSource(), html);
        var policy = response.Header("Content-Security-Policy");
        Assert.Contains("script-src 'self' 'unsafe-inline'", policy);
        Assert.DoesNotContain("http", policy);

        var scripts = Source().Matches(html).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
        {
            using var answer = await client.GetAsync(new Uri(response.RequestMessage!.RequestUri!, script), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "environment=Production")]
    [InlineData(HttpStatusCode.OK, "environment=Development")]
    [InlineData(HttpStatusCode.NotFound, "environment=Development", "API_DOCS_ENABLED=false")]
    public async Task In_production_they_are_off_unless_asked_for(HttpStatusCode status, params string[] settings)
    {
        await using var gateway = await TestGateway.StartAsync(settings);
        using var document = await gateway.GetAsync("/openapi");
        Assert.Equal(status, document.StatusCode);
        using var page = await gateway.GetAsync("/docs/");
        Assert.Equal(status, page.StatusCode);
    }

    [GeneratedRegex("\"#/components/schemas/([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("(src|href)=\"(https?:)?//")]
    private static partial Regex ForeignSource();

    [GeneratedRegex("<script[^>]* src=\"([^\"]+)\"")]
    private static partial Regex Source();
}
