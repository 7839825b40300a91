using System.Reflection;

namespace Downstream.Gateway.Http.Requests;

/// <summary>When the endpoint was reached. As the first parameter: before the body was read.</summary>
/// <param name="Timestamp">Of the service's clock.</param>
internal sealed record Arrival(long Timestamp) : IBindableFromHttpContext<Arrival>
{
    public static ValueTask<Arrival?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(new Arrival(context.RequestServices.GetRequiredService<TimeProvider>().GetTimestamp()));
}
