using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Downstream.Gateway.Diagnostics;
using Downstream.Gateway.Diagnostics.Health;
using Downstream.Gateway.Diagnostics.Traces.Browser;
using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Gateway.Files;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Jobs.Shapes;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Downstream.Gateway.Documentation;

/// <summary>The OpenAPI document, and a page to read and try it.</summary>
internal static class ApiDocs
{
    private const string DocumentPath = "/openapi";
    private const string PagePath = "/docs";

    // The page starts its script inline and styles itself; everything comes from this host.
    private const string PagePolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
        "base-uri 'none'; frame-ancestors 'self'; object-src 'none'";

    private static readonly IJsonTypeInfoResolver[] Shapes =
    [
        ProblemJson.Contract, FileJson.Contract, HealthJson.Contract, JobJson.Contract, BrowserJson.Contract, TraceJson.Contract, DiagnosticsJson.Contract,
    ];

    public static void AddApiDocs(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            foreach (var shapes in Shapes)
                json.SerializerOptions.TypeInfoResolverChain.Insert(0, shapes);
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddOpenApi(options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddOperationTransformer<DescribeOperation>();
            options.AddSchemaTransformer<DescribeSchema>();
            options.AddDocumentTransformer<DescribeEvents>();
        });
    }

    public static void MapApiDocs(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<DocumentationOptions>().IsEnabled)
            return;

        var reads = new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]);
        app.MapOpenApi(DocumentPath).WithMetadata(reads);
        app.MapScalarApiReference(PagePath, scalar => scalar
                .WithTitle("Downstream")
                .WithOpenApiRoutePattern(DocumentPath)
                .DisableDefaultFonts()
                .DisableTelemetry()
                .DisableAgent()
                .DisableMcp())
            .WithMetadata(reads)
            .AddEndpointFilter(async (context, next) =>
            {
                context.HttpContext.Response.Headers[HeaderNames.ContentSecurityPolicy] = PagePolicy;
                return await next(context);
            });
    }
}
