using Downstream.Gateway.Http.Problems;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Http.Documents;

/// <summary>What an endpoint says of itself beyond what its signature shows.</summary>
internal static class EndpointDocs
{
    public static TBuilder Takes<TBuilder>(this TBuilder endpoint, params OpenApiParameter[] parameters)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new TakesMetadata(null, parameters));

    /// <typeparam name="TBody">The shape of the JSON body, which the endpoint reads by itself.</typeparam>
    public static RouteHandlerBuilder Takes<TBody>(this RouteHandlerBuilder endpoint, params OpenApiParameter[] parameters)
        where TBody : IBodySchema => endpoint.WithMetadata(new TakesMetadata(new BodyDocs(TBody.Name, TBody.Describe), parameters));

    public static RouteHandlerBuilder Gives<TBody>(this RouteHandlerBuilder endpoint, int status) =>
        endpoint.Produces<TBody>(status, "application/json");

    public static RouteHandlerBuilder Gives(this RouteHandlerBuilder endpoint, int status, string description) =>
        endpoint.Produces(status).WithMetadata(new GivesMetadata(status, description));

    /// <summary>Headers of an answer beyond those that every answer of its status has.</summary>
    public static TBuilder Sends<TBuilder>(this TBuilder endpoint, int status, params (string Name, string Description)[] headers)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new SendsMetadata(status, headers));

    public static TBuilder Refuses<TBuilder>(this TBuilder endpoint, params ProblemCode[] codes)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.WithMetadata(new RefusesMetadata(codes));
        foreach (var status in codes.Select(code => code.Status).Distinct())
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ProblemDocument), [Problem.ContentType]));
        return endpoint;
    }
}

internal sealed record TakesMetadata(BodyDocs? Body, IReadOnlyList<OpenApiParameter> Parameters);

internal sealed record SendsMetadata(int Status, IReadOnlyList<(string Name, string Description)> Headers);

internal sealed record GivesMetadata(int Status, string Description);

internal sealed record RefusesMetadata(IReadOnlyList<ProblemCode> Codes);

internal sealed record BodyDocs(string Name, Func<OpenApiSchema> Describe);
