using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Downstream.Gateway.Diagnostics.Traces;

/// <summary>
/// What is recorded for the store alone, with no collector to export to: what a recorded parent began, and the commands of
/// those who bring no trace. Reads and streams, which are many and cheap, are not.
/// </summary>
internal sealed class CommandSampler : Sampler
{
    private static readonly SamplingResult Record = new(SamplingDecision.RecordAndSample);
    private static readonly SamplingResult Drop = new(SamplingDecision.Drop);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        if (parent.TraceId != default)
            return (parent.TraceFlags & ActivityTraceFlags.Recorded) != 0 ? Record : Drop;

        return samplingParameters.Kind == ActivityKind.Server && IsCommand(samplingParameters.Tags) ? Record : Drop;
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
}
