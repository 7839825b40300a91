using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Downstream.Silo.Hosting.Telemetry;

/// <summary>
/// Log lines as JSON objects. Beside the framework's own fields each has <c>trace_id</c> and <c>span_id</c> at its top, where
/// log stores look for them; the framework has the trace only among the scopes.
/// </summary>
internal sealed class JsonLines(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "downstream-json";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var line = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteString("Timestamp", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteNumber("EventId", logEntry.EventId.Id);
            json.WriteString("LogLevel", logEntry.LogLevel.ToString());
            json.WriteString("Category", logEntry.Category);
            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            {
                json.WriteString("trace_id", activity.TraceId.ToHexString());
                json.WriteString("span_id", activity.SpanId.ToHexString());
            }

            json.WriteString("Message", message);
            if (logEntry.Exception is { } exception)
                json.WriteString("Exception", exception.ToString());
            json.WriteStartObject("State");
            WriteFields(json, logEntry.State);
            json.WriteEndObject();
            WriteScopes(json, scopeProvider);
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan));
    }

    private static void WriteScopes(Utf8JsonWriter json, IExternalScopeProvider? scopes)
    {
        if (scopes is null)
            return;

        json.WriteStartArray("Scopes");
        scopes.ForEachScope(
            static (scope, json) =>
            {
                json.WriteStartObject();
                json.WriteString("Message", Convert.ToString(scope, CultureInfo.InvariantCulture));
                WriteFields(json, scope);
                json.WriteEndObject();
            },
            json);
        json.WriteEndArray();
    }

    private static void WriteFields(Utf8JsonWriter json, object? named)
    {
        if (named is not IEnumerable<KeyValuePair<string, object?>> fields)
            return;

        foreach (var (name, value) in fields)
        {
            json.WritePropertyName(name);
            switch (value)
            {
                case null:
                    json.WriteNullValue();
                    break;
                case bool flag:
                    json.WriteBooleanValue(flag);
                    break;
                case int or long or short or byte:
                    json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
                case double number when double.IsFinite(number):
                    json.WriteNumberValue(number);
                    break;
                default:
                    json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }
    }
}
