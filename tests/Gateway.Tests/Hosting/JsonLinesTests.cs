using System.Diagnostics;
using System.Text.Json;
using Downstream.Gateway.Tests.Support;
using Downstream.Silo.Hosting.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Downstream.Gateway.Tests.Hosting;

public sealed class JsonLinesTests
{
    [Fact]
    public void A_line_has_its_trace_at_the_top_and_its_fields()
    {
        using var activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();
        var scopes = new LoggerExternalScopeProvider();
        using var scope = scopes.Push(new[] { KeyValuePair.Create<string, object?>("JobId", Samples.JobId) });
        var line = Write([new("FileId", 70000), new("Code", "a\n\"b\""), new("Missing", null), new("Seconds", 0.5), new("{OriginalFormat}", "File {FileId}")], new IOException("gone"), scopes);

        Assert.Equal(activity.TraceId.ToHexString(), line.GetProperty("trace_id").GetString());
        Assert.Equal(activity.SpanId.ToHexString(), line.GetProperty("span_id").GetString());
        Assert.Equal("2031-05-06T07:08:09.000Z", line.GetProperty("Timestamp").GetString());
        Assert.Equal(("Error", "Category", 7, "said"), (line.GetProperty("LogLevel").GetString(), line.GetProperty("Category").GetString(), line.GetProperty("EventId").GetInt32(), line.GetProperty("Message").GetString()));
        Assert.Contains("gone", line.GetProperty("Exception").GetString());
        Assert.Equal("""{"FileId":70000,"Code":"a\n\"b\"","Missing":null,"Seconds":0.5,"{OriginalFormat}":"File {FileId}"}""", line.GetProperty("State").GetRawText());
        Assert.Equal(Samples.Id, line.GetProperty("Scopes")[0].GetProperty("JobId").GetString());
    }

    [Fact]
    public void Outside_of_a_trace_a_line_names_none()
    {
        Activity.Current = null;
        Assert.False(Write([], null, null).TryGetProperty("trace_id", out _));
    }

    private static JsonElement Write(KeyValuePair<string, object?>[] state, Exception? exception, IExternalScopeProvider? scopes)
    {
        using var text = new StringWriter();
        var entry = new LogEntry<KeyValuePair<string, object?>[]>(LogLevel.Error, "Category", new EventId(7), state, exception, (_, _) => "said");
        new JsonLines(new FakeTimeProvider(TestGateway.Start)).Write(entry, scopes, text);
        var line = Assert.Single(text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
