using Downstream.Silo.Hosting;

namespace Downstream.Gateway.Documentation;

/// <param name="IsEnabled">Whether <c>/openapi</c> and <c>/docs</c> are there.</param>
internal sealed record DocumentationOptions(bool IsEnabled)
{
    public static DocumentationOptions From(Settings settings, IHostEnvironment environment) =>
        new(settings.Flag("API_DOCS_ENABLED", !environment.IsProduction()));
}
