using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Requests;
using Downstream.Silo.Hosting.Telemetry.Performance;
using Microsoft.AspNetCore.Http.Features;

namespace Downstream.Gateway.Jobs;

/// <summary>How long a request may be held.</summary>
internal static class Waits
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>Just under the request timeout, so that the answer is out before it.</summary>
    public static TimeSpan Longest(RequestOptions options)
    {
        var tenth = options.Timeout / 10;
        return options.Timeout - (tenth < Margin ? tenth : Margin);
    }

    /// <summary>What the client asks for, as far as it may be held.</summary>
    public static TimeSpan Honour(TimeSpan asked, RequestOptions options) => asked < Longest(options) ? asked : Longest(options);

    public static void Confirm(HttpContext context, params IEnumerable<string> preferences) =>
        context.Response.Headers.Append(Preferences.AppliedHeader, string.Join(", ", preferences));

    /// <summary>Says that the request is held on purpose, so that its time is not taken for the service's.</summary>
    public static void Hold(HttpContext context) =>
        context.Features.Get<IHttpMetricsTagsFeature>()?.Tags.Add(new(PerformanceMeter.HeldTag, true));
}
