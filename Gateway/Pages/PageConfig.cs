using System.Text.Json;
using System.Text.Json.Serialization;

namespace Downstream.Gateway.Pages;

/// <summary>What the web UI is told with its page.</summary>
/// <param name="Version">The service's version.</param>
/// <param name="Sentry">Where browsers report errors; null for nowhere.</param>
/// <param name="Links">Where else to look.</param>
/// <param name="MaxFiles">The most files of one job.</param>
internal sealed record PageConfig(string Version, PageSentry? Sentry, PageLinks Links, int MaxFiles);

/// <param name="Dsn">The public part of a DSN.</param>
/// <param name="Environment">The name of the environment, as the service's own events have it.</param>
internal sealed record PageSentry(string Dsn, string Environment);

/// <summary>Links to the tools beside the service: each null where it is not configured or not allowed to the caller.</summary>
internal sealed record PageLinks(string? Jaeger, string? Sentry, string? Orleans, string? Docs);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PageConfig))]
internal sealed partial class PageConfigJson : JsonSerializerContext;
