using Downstream.Silo.Hosting;

namespace Downstream.Gateway.Files;

/// <param name="SentryTestEnabled">Whether <c>?sentry_test=true</c> fails on purpose.</param>
internal sealed record CheckOptions(bool SentryTestEnabled)
{
    public static CheckOptions From(Settings settings) => new(settings.Flag("SENTRY_TEST_ENABLED", fallback: true));
}
