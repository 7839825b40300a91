using Downstream.Gateway.Callers;
using Downstream.Gateway.Http.Documents;
using Downstream.Gateway.Http.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Documentation;

/// <summary>Describes the event streams by hand: OpenAPI has no words for them.</summary>
internal sealed class DescribeEvents : IOpenApiDocumentTransformer
{
    private const string Tag = "Events";

    private const string Stream =
        """
        A `text/event-stream`. Events: `snapshot` (the job resource, first on a new stream), `file` (a file reached its outcome),
        `progress` (at most every PROGRESS_INTERVAL_MS), `completed`, `partially_completed`, `failed`, `cancelled` (the job resource;
        the stream then ends) and `ping`. `snapshot`, `file` and the terminal ones have an id; sent back as `Last-Event-ID` it
        resumes the stream after that event without a gap. 204 tells an EventSource that there is nothing more to come.
        At any other status but 200 an EventSource gives up. One that comes back (`Last-Event-ID`) and would be refused for a while only is
        therefore sent a `retry` with the time to wait and the end of the stream, where a first request is refused with 429 or 503.
        JobStreamEvents has the data of each event by its name.
        """;

    private static readonly OpenApiParameter LastEventId = Parameters.Header("Last-Event-ID", "The last event that the client has; resumes after it.", Parameters.Text());

    private static readonly OpenApiParameter LastEventIdQuery = Parameters.Query("lastEventId", "The same, for clients that cannot set headers.", Parameters.Text());

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Downstream",
            Version = "1",
            Description = "Prepares files for download as durable jobs with live progress. Every answer carries X-Request-ID, X-Trace-ID and RateLimit-*.",
        };
        document.Servers = [new OpenApiServer { Url = "/" }];

        // HEAD answers like GET without the body; a document of its own for each would only repeat it.
        foreach (var path in document.Paths.Values)
            path.Operations?.Remove(HttpMethod.Head);

        EventSchemas.AddTo(document);
        document.Tags ??= new HashSet<OpenApiTag>();
        document.Tags.Add(new OpenApiTag { Name = Tag });
        document.Paths["/v1/download/subscribe/{jobId}"] = Subscribe("subscribeJob", "Follow one job", document, new OpenApiParameter
        {
            Name = "jobId",
            In = ParameterLocation.Path,
            Required = true,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
        });
        document.Paths["/v1/downloads/subscribe"] = Subscribe("subscribeJobs", "Follow all the caller's jobs", document, CallerParameters.ClientId);
        return Task.CompletedTask;
    }

    private static OpenApiPathItem Subscribe(string id, string summary, OpenApiDocument document, OpenApiParameter parameter) => new()
    {
        Operations = new Dictionary<HttpMethod, OpenApiOperation>
        {
            [HttpMethod.Get] = new()
            {
                OperationId = id,
                Summary = summary,
                Description = Stream,
                Tags = new HashSet<OpenApiTagReference> { new(Tag, document) },
                Parameters = [parameter, LastEventId, LastEventIdQuery],
                Responses = new OpenApiResponses
                {
                    ["200"] = new OpenApiResponse { Description = "The stream.", Content = Content("text/event-stream", new OpenApiSchema { Type = JsonSchemaType.String }) },
                    ["204"] = new OpenApiResponse { Description = "Everything was told before; there is nothing more to come." },
                    ["default"] = new OpenApiResponse
                    {
                        Description = "A problem.",
                        Content = Content(Problem.ContentType, new OpenApiSchemaReference(nameof(ProblemDocument), document)),
                    },
                },
            },
        },
    };

    private static Dictionary<string, OpenApiMediaType> Content(string type, IOpenApiSchema schema) => new() { [type] = new OpenApiMediaType { Schema = schema } };
}
