using System.Globalization;
using Downstream.Gateway.Http.Bodies;
using Downstream.Gateway.Http.Documents;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Documentation;

/// <summary>Adds to an operation what its endpoint says of itself.</summary>
internal sealed class DescribeOperation : IOpenApiOperationTransformer
{
    private static readonly (string Name, string Description)[] Everywhere =
    [
        ("X-Request-ID", "The request's id: the client's, or a new one."),
        ("X-Trace-ID", "The trace that the request belongs to."),
        ("RateLimit-Limit", "Requests a window."),
        ("RateLimit-Remaining", "What is left of them."),
        ("RateLimit-Reset", "Seconds until the window ends."),
        ("RateLimit", "What is left and when the window ends, as the draft of the IETF has it."),
        ("RateLimit-Policy", "The limit and its window, as the draft of the IETF has it."),
    ];

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        AddPath(operation, context.Description.RelativePath);
        foreach (var takes in metadata.OfType<TakesMetadata>())
            AddRequest(operation, takes, context.Document!);
        foreach (var gives in metadata.OfType<GivesMetadata>())
            ResponseOf(operation, gives.Status).Description = gives.Description;
        foreach (var (status, response) in operation.Responses ?? [])
        {
            Complete(int.Parse(status, CultureInfo.InvariantCulture), (OpenApiResponse)response);
            foreach (var header in metadata.OfType<SendsMetadata>().Where(sends => sends.Status.ToString(CultureInfo.InvariantCulture) == status).SelectMany(sends => sends.Headers))
                AddHeader((OpenApiResponse)response, header.Name, header.Description);
        }

        foreach (var refused in metadata.OfType<RefusesMetadata>().SelectMany(refuses => refuses.Codes).Distinct().GroupBy(code => code.Status))
            ResponseOf(operation, refused.Key).Description = string.Join(" ", refused.Select(code => $"`{code.Code}`: {code.Detail}"));
        Sort(operation);
        foreach (var parameter in operation.Parameters ?? [])
            Constrain((OpenApiParameter)parameter);
        return Task.CompletedTask;
    }

    /// <summary>Names what a handler takes parsed from the path: the framework sees no parameter of the path in that.</summary>
    private static void AddPath(OpenApiOperation operation, string? path)
    {
        var known = operation.Parameters ?? [];
        operation.Parameters =
        [
            .. RoutePatternFactory.Parse(path ?? string.Empty).Parameters
                .Where(parameter => known.All(other => other.Name != parameter.Name))
                .Select(parameter => new OpenApiParameter { Name = parameter.Name, In = ParameterLocation.Path, Required = true }),
            .. known,
        ];
    }

    private static void AddRequest(OpenApiOperation operation, TakesMetadata takes, OpenApiDocument document)
    {
        foreach (var parameter in takes.Parameters)
            operation.Parameters!.Add(parameter);

        if (takes.Body is not { } body)
            return;

        document.AddComponent(body.Name, body.Describe());
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = new OpenApiSchemaReference(body.Name, document) },
            },
        };
    }

    private static OpenApiResponse ResponseOf(OpenApiOperation operation, int status)
    {
        operation.Responses ??= [];
        var key = status.ToString(CultureInfo.InvariantCulture);
        if (operation.Responses.TryGetValue(key, out var known) && known is OpenApiResponse response)
            return response;

        response = new OpenApiResponse();
        operation.Responses[key] = response;
        return response;
    }

    private static void Complete(int status, OpenApiResponse response)
    {
        if (string.IsNullOrEmpty(response.Description))
            response.Description = ReasonPhrases.GetReasonPhrase(status);

        foreach (var (name, description) in HeadersOf(status).Concat(Everywhere))
            AddHeader(response, name, description);
    }

    private static void AddHeader(OpenApiResponse response, string name, string description)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers[name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
    }

    private static (string Name, string Description)[] HeadersOf(int status) => status switch
    {
        StatusCodes.Status202Accepted => [("Location", "The job's status."), ("Retry-After", "Seconds after which it makes sense to look.")],
        StatusCodes.Status302Found => [("Location", "A signed link, valid for a while.")],
        StatusCodes.Status405MethodNotAllowed => [("Allow", "The methods that the address supports.")],
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => [("Retry-After", "Seconds after which it may work.")],
        _ => [],
    };

    private static void Sort(OpenApiOperation operation)
    {
        var sorted = new OpenApiResponses();
        foreach (var (status, response) in (operation.Responses ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            sorted.Add(status, response);
        operation.Responses = sorted;
    }

    private static void Constrain(OpenApiParameter parameter)
    {
        if (parameter.In != ParameterLocation.Path)
            return;

        parameter.Schema = parameter.Name switch
        {
            "fileId" => FileIdBody.FileIdSchema(),
            "traceId" => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[0-9a-f]{32}$" },
            _ => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
        };
    }
}
