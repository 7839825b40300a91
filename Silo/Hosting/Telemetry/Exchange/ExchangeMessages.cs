using System.Text.Json;
using System.Text.Json.Serialization;
using Downstream.Silo.Hosting.Telemetry.Performance;

namespace Downstream.Silo.Hosting.Telemetry.Exchange;

/// <summary>What one process asks all the others.</summary>
/// <param name="Id">The question, of which the answers remind.</param>
/// <param name="ReplyTo">The channel for the answers.</param>
/// <param name="ErrorsAfter">Asks for the errors after an id; null for none.</param>
/// <param name="Slots">Asks for the figures of so many slots; 0 for none.</param>
internal sealed record ExchangeQuestion(Guid Id, string ReplyTo, long? ErrorsAfter, int Slots);

/// <summary>What one of them answers.</summary>
internal sealed record ExchangeAnswer(Guid Id, string Instance, ErrorPage? Errors, PerformanceSnapshot? Performance);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ExchangeQuestion))]
[JsonSerializable(typeof(ExchangeAnswer))]
internal sealed partial class ExchangeJson : JsonSerializerContext;
