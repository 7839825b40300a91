using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Downstream.Gateway.Http;
using Downstream.Gateway.Jobs.Shapes;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Events.Feeds;

/// <summary>
/// Events as text/event-stream spells them, always in this order: <c>id: 7</c>, <c>event: file</c>,
/// <c>data: {…}</c>, an empty line. Events that are not durable have no id line.
/// </summary>
internal static class EventFormat
{
    private const int TimeLength = 24;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static FeedEvent File(Guid jobId, JobUpdate.File update) => new(update.EventId, Write("file", json =>
    {
        json.WriteString("jobId", jobId);
        json.WriteNumber("file_id", update.Outcome.FileId);
        json.WriteString("status", update.Outcome.IsReady ? "ready" : "failed");
        WriteNumber(json, "size", update.Outcome.Size);
        json.WriteString("error", update.Outcome.Error);
        WriteCircumstances(json, update.Time, update.TraceParent);
    }))
    {
        Time = update.Time,
    };

    /// <param name="jobId">The job.</param>
    /// <param name="update">The progress.</param>
    /// <param name="tenths">What to say for its progress in tenths of a percent.</param>
    public static FeedEvent Progress(Guid jobId, JobUpdate.Progress update, int tenths)
    {
        var job = update.Job;
        var version = JobView.VersionOf(job.Sequence, tenths);
        var bytes = Write("progress", json =>
        {
            json.WriteString("jobId", jobId);
            json.WriteString("status", JobStatusNames.Of(job.Status));
            json.WriteNumber("progress", tenths / 10d);
            json.WriteNumber("readyFiles", job.ReadyFiles);
            json.WriteNumber("failedFiles", job.FailedFiles);
            json.WriteNumber("bytesReady", job.BytesReady);
            WriteTime(json, "estimatedReadyAt", job.EstimatedReadyAt);
            json.WriteNumber("version", version);
            WriteCircumstances(json, update.Time, update.TraceParent);
        });
        return new FeedEvent(null, bytes) { Version = version, Tenths = tenths, Time = update.Time };
    }

    public static FeedEvent Ended(JobUpdate.Ended update) =>
        Resource(update.Job.Sequence, JobStatusNames.Of(update.Job.Status), update.Job, update.Time, update.TraceParent, isTerminal: true);

    /// <summary>
    /// The whole job. Its id is the last fact before which nothing is missing; of a job that has ended that is the
    /// one before the end, so that a stream which breaks between the two still resumes at the terminal event.
    /// </summary>
    public static FeedEvent Snapshot(JobView job, DateTimeOffset time) =>
        Resource(job.Status.IsTerminal() ? job.Sequence - 1 : job.Sequence, "snapshot", job, time, job.TraceParent, isTerminal: false);

    public static byte[] Ping(DateTimeOffset time) => Write("ping", json => WriteTime(json, "time", time));

    public static byte[] Retry(int milliseconds) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"retry: {milliseconds}\n\n"));

    public static byte[] WithId(long id, ReadOnlySpan<byte> bytes) =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {id}\n")), .. bytes];

    private static FeedEvent Resource(long id, string name, JobView job, DateTimeOffset time, string? traceParent, bool isTerminal)
    {
        return new FeedEvent(id, Serialize(string.Empty), JobResource.IsSharedByAll(job) ? null : Serialize)
        {
            Version = job.Version,
            Tenths = job.Progress,
            Time = time,
            IsTerminal = isTerminal,
        };

        byte[] Serialize(string baseUrl) => Block(name, json => JsonSerializer.Serialize(
            json, JobResource.From(job, baseUrl) with { Time = time, TraceParent = traceParent }, JobJson.Contract.JobResource));
    }

    private static byte[] Write(string name, Action<Utf8JsonWriter> fields) => Block(name, json =>
    {
        json.WriteStartObject();
        fields(json);
        json.WriteEndObject();
    });

    private static byte[] Block(string name, Action<Utf8JsonWriter> data)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Write("event: "u8);
        buffer.Write(Encoding.ASCII.GetBytes(name));
        buffer.Write("\ndata: "u8);
        using (var json = new Utf8JsonWriter(buffer, Json))
            data(json);

        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteCircumstances(Utf8JsonWriter json, DateTimeOffset time, string? traceParent)
    {
        WriteTime(json, "time", time);
        if (traceParent is not null)
            json.WriteString("traceparent", traceParent);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? value)
    {
        if (value is not { } time)
        {
            json.WriteNull(name);
            return;
        }

        Span<byte> text = stackalloc byte[TimeLength];
        time.UtcDateTime.TryFormat(text, out var written, UtcMillisecondsConverter.Format, CultureInfo.InvariantCulture);
        json.WriteString(name, text[..written]);
    }
}
