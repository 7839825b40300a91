using System.Reflection;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;

namespace Downstream.Gateway.Diagnostics;

/// <summary>How far a report of the performance looks back.</summary>
internal sealed record PerformanceQuery(int Seconds) : IBindableFromHttpContext<PerformanceQuery>
{
    private const string Parameter = "window";

    private static readonly int[] Windows = [60, 300, 3600];

    public static ValueTask<PerformanceQuery?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(QueryInteger.Read(context.Request, Parameter, 300, 60, 3600).Then(Of).Bind(context));

    private static Parsed<PerformanceQuery> Of(long seconds) => Windows.Contains((int)seconds)
        ? new PerformanceQuery((int)seconds)
        : Problem.Invalid(Parameter, "60, 300 or 3600 seconds are expected.");
}
