using Microsoft.OpenApi;

namespace Downstream.Gateway.Http.Documents;

/// <summary>A request body, which is read strictly and never by the framework.</summary>
internal interface IBodySchema
{
    static abstract string Name { get; }

    static abstract OpenApiSchema Describe();
}
