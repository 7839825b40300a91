using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Downstream.Gateway.Diagnostics;
using Downstream.Gateway.Files;
using Downstream.Gateway.Problems;

namespace Downstream.Gateway.Jobs;

/// <summary>How every HTTP shape is written: camelCase, nulls spelled out, times in UTC with milliseconds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(UtcMillisecondsConverter)],
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(CheckResult))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(JobAccepted))]
[JsonSerializable(typeof(JobFileList))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(JobResource))]
[JsonSerializable(typeof(Liveness))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(StartResult))]
[JsonSerializable(typeof(Welcome))]
internal sealed partial class ContractJson : JsonSerializerContext
{
    /// <summary>The context to use: it leaves characters alone that only HTML would need escaped.</summary>
    public static ContractJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcMillisecondsConverter() },
    });
}

/// <summary>RFC 3339 in UTC with milliseconds.</summary>
internal sealed class UtcMillisecondsConverter : JsonConverter<DateTimeOffset>
{
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[24];
        value.UtcDateTime.TryFormat(text, out var written, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }
}
