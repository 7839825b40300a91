using System.Reflection;
using Downstream.Gateway.Http.Problems;

namespace Downstream.Gateway.Files;

/// <summary>Fails on purpose where the query asks for that. As the first parameter: whatever else is wrong with the request.</summary>
internal sealed record SentryTest : IBindableFromHttpContext<SentryTest>
{
    public const string Parameter = "sentry_test";

    private static readonly SentryTest Passed = new();

    /// <exception cref="SentryTestException">It was asked for.</exception>
    public static ValueTask<SentryTest?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (context.Request.Query[Parameter] == "true" && context.RequestServices.GetRequiredService<CheckOptions>().SentryTestEnabled)
            throw new SentryTestException();

        return new(Passed);
    }
}
