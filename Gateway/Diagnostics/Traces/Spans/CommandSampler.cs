using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Downstream.Gateway.Diagnostics.Traces.Spans;

/// <summary>
/// What is recorded for the store alone, with no collector to export to: what a recorded parent began, and the commands of
/// those who bring no trace, up to so many a second: more would only push each other out of the store. Reads and streams,
/// which are many and cheap, are not.
/// </summary>
internal sealed class CommandSampler(TimeProvider time) : Sampler
{
    public const int MostPerSecond = 50;

    private readonly Lock _lock = new();
    private long _second = time.GetTimestamp();
    private int _recorded;

    private static readonly SamplingResult Record = new(SamplingDecision.RecordAndSample);
    private static readonly SamplingResult Drop = new(SamplingDecision.Drop);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        if (parent.TraceId != default)
            return (parent.TraceFlags & ActivityTraceFlags.Recorded) != 0 ? Record : Drop;

        return samplingParameters.Kind == ActivityKind.Server && IsCommand(samplingParameters.Tags) && HasRoom() ? Record : Drop;
    }

    private static bool IsCommand(IEnumerable<KeyValuePair<string, object?>>? tags)
    {
        foreach (var (name, value) in tags ?? [])
        {
            if (name == "http.request.method")
                return value is "POST" or "DELETE";
        }

        return false;
    }

    private bool HasRoom()
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_second) >= TimeSpan.FromSeconds(1))
                (_second, _recorded) = (time.GetTimestamp(), 0);
            return _recorded++ < MostPerSecond;
        }
    }
}
