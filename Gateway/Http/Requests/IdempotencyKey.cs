using Downstream.Gateway.Http.Problems;

namespace Downstream.Gateway.Http.Requests;

/// <summary>The <c>Idempotency-Key</c> header: 1 to 255 visible ASCII characters.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotent-Replayed";

    /// <summary>The key; null without the header.</summary>
    public static Parsed<string?> Read(HttpRequest request)
    {
        var header = request.Headers[Header];
        if (header.Count == 0)
            return default(string);

        var key = header.Count == 1 ? header[0] : null;
        return key is { Length: > 0 and <= 255 } && key.All(c => c is >= '!' and <= '~')
            ? key
            : Problem.Invalid(Header, "1 to 255 visible ASCII characters are expected");
    }
}
