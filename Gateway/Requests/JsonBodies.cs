using System.Text;
using Downstream.Gateway.Hosting;
using Downstream.Gateway.Problems;
using Microsoft.Net.Http.Headers;

namespace Downstream.Gateway.Requests;

/// <summary>Reads request bodies, bounded in size (by the server's limit) and in time.</summary>
internal sealed class JsonBodies(GatewayOptions options, TimeProvider time)
{
    /// <summary>The bytes of a body that declares itself as JSON in UTF-8.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large or malformed as HTTP.</exception>
    public async Task<Parsed<ReadOnlyMemory<byte>>> ReadAsync(HttpRequest request)
    {
        if (!IsJson(request))
            return new Problem(ProblemCode.UnsupportedMediaType);

        using var deadline = new CancellationTokenSource(options.RequestTimeout, time);
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

        return (ReadOnlyMemory<byte>)body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static bool IsJson(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            return false;

        var isJson = type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Type.Equals("application", StringComparison.OrdinalIgnoreCase) && type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        var isUtf8 = !charset.HasValue || charset.Equals(Encoding.UTF8.WebName, StringComparison.OrdinalIgnoreCase);
        var coding = request.Headers.ContentEncoding.ToString();
        return isJson && isUtf8 && (coding.Length == 0 || coding.Equals("identity", StringComparison.OrdinalIgnoreCase));
    }
}
