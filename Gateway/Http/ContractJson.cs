using System.Text.Encodings.Web;
using System.Text.Json;

namespace Downstream.Gateway.Http;

/// <summary>How every HTTP shape is written. Each feature has a context of its own shapes, made with these options.</summary>
internal static class ContractJson
{
    /// <summary>camelCase, nulls spelled out, times in UTC with milliseconds; characters are left alone that only HTML would need escaped.</summary>
    public static JsonSerializerOptions Options() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcMillisecondsConverter() },
    };
}
