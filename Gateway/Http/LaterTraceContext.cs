using System.Diagnostics;

namespace Downstream.Gateway.Http;

/// <summary>
/// Takes of a <c>traceparent</c> of a later version what this one knows, as the W3C's Trace Context asks: its first 55
/// characters, read as version 00.
/// </summary>
internal sealed class LaterTraceContext(DistributedContextPropagator inner) : DistributedContextPropagator
{
    private const int KnownLength = 55;
    private const string KnownVersion = "00";
    private const string NoVersion = "ff";

    public override IReadOnlyCollection<string> Fields => inner.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) => inner.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        inner.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);
        traceId = Known(traceId);
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) =>
        inner.ExtractBaggage(carrier, getter);

    internal static string? Known(string? traceParent)
    {
        if (traceParent is not { Length: >= KnownLength }
            || traceParent.StartsWith(KnownVersion, StringComparison.Ordinal)
            || traceParent.StartsWith(NoVersion, StringComparison.OrdinalIgnoreCase)
            || !char.IsAsciiHexDigitLower(traceParent[0]) || !char.IsAsciiHexDigitLower(traceParent[1])
            || (traceParent.Length > KnownLength && traceParent[KnownLength] != '-'))
            return traceParent;

        return string.Concat(KnownVersion, traceParent.AsSpan(2, KnownLength - 2));
    }
}
