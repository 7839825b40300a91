using System.Reflection;
using Downstream.Gateway.Http.Problems;

namespace Downstream.Gateway.Http.Requests;

/// <summary>The <c>Idempotency-Key</c> header: 1 to 255 visible ASCII characters.</summary>
/// <param name="Value">The key; null without the header.</param>
internal sealed record IdempotencyKey(string? Value) : IBindableFromHttpContext<IdempotencyKey>
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotent-Replayed";

    private static readonly IdempotencyKey None = new(default(string));

    public static ValueTask<IdempotencyKey?> BindAsync(HttpContext context, ParameterInfo parameter) => new(Read(context.Request).Bind(context));

    private static Parsed<IdempotencyKey> Read(HttpRequest request)
    {
        var header = request.Headers[Header];
        if (header.Count == 0)
            return None;

        var key = header.Count == 1 ? header[0] : null;
        return key is { Length: > 0 and <= 255 } && key.All(c => c is >= '!' and <= '~')
            ? new IdempotencyKey(key)
            : Problem.Invalid(Header, "1 to 255 visible ASCII characters are expected");
    }
}
