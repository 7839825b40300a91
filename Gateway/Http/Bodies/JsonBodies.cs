using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;
using Microsoft.Net.Http.Headers;

namespace Downstream.Gateway.Http.Bodies;

/// <summary>Reads request bodies, bounded in size (by the server's limit) and in time.</summary>
internal sealed class JsonBodies(RequestOptions options, TimeProvider time)
{
    private const string Identity = "identity";

    /// <summary>What the WHATWG's encoding standard takes for UTF-8.</summary>
    private static readonly string[] Utf8Labels = ["utf-8", "utf8", "unicode-1-1-utf-8", "unicode11utf8", "unicode20utf8", "x-unicode20utf8"];

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The bytes of a body that declares itself as JSON in UTF-8.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large or malformed as HTTP.</exception>
    public async Task<Parsed<ReadOnlyMemory<byte>>> ReadAsync(HttpRequest request)
    {
        if (!IsJson(request) || IsEncoded(request))
            return Unsupported(request);

        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, request.HttpContext.RequestAborted);
        var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new Problem(ProblemCode.RequestTimeout);
        }

        ReadOnlyMemory<byte> bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        return bytes.Span.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes;
    }

    private static bool IsJson(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            return false;

        var isJson = type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Type.Equals("application", StringComparison.OrdinalIgnoreCase) && type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        var isUtf8 = !charset.HasValue || Utf8Labels.Contains(charset.Value, StringComparer.OrdinalIgnoreCase);
        return isJson && isUtf8;
    }

    private static bool IsEncoded(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString() is { Length: > 0 } coding && !coding.Equals(Identity, StringComparison.OrdinalIgnoreCase);

    /// <summary>Says what would be taken. RFC 9110 (12.5.3) allows to name codings only where a coding is what is wrong.</summary>
    private static Problem Unsupported(HttpRequest request)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.Accept = "application/json";
        if (IsEncoded(request))
            headers.AcceptEncoding = Identity;
        return new Problem(ProblemCode.UnsupportedMediaType);
    }
}
