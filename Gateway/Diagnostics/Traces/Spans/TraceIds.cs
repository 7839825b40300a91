using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Downstream.Gateway.Diagnostics.Traces.Spans;

/// <summary>Ids as W3C's Trace Context has them.</summary>
internal static class TraceIds
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public static bool IsTrace([NotNullWhen(true)] string? id) => IsId(id, 32);

    public static bool IsSpan([NotNullWhen(true)] string? id) => IsId(id, 16);

    private static bool IsId([NotNullWhen(true)] string? id, int length) =>
        id?.Length == length && !id.AsSpan().ContainsAnyExcept(Digits) && id.AsSpan().ContainsAnyExcept('0');
}
