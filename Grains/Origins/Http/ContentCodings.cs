using System.IO.Compression;

namespace Downstream.Grains.Origins.Http;

/// <summary>
/// The codings of what an origin sends. It is asked for none; some servers use words of their own for that, and some
/// compress all the same.
/// </summary>
internal static class ContentCodings
{
    /// <summary>Words that servers use for "as it is".</summary>
    private static readonly string[] AsItIs = ["identity", "x-identity", "none", "binary", "7bit", "8bit", "utf-8", "aws-chunked", ""];

    /// <summary>The codings that change the bytes, in the order of their application.</summary>
    public static IReadOnlyList<string> Of(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var values)
            ? [.. values.SelectMany(value => value.Split(',')).Select(coding => coding.Trim().ToLowerInvariant()).Where(coding => !AsItIs.Contains(coding))]
            : [];

    public static bool AreKnown(IReadOnlyList<string> codings) => codings.All(coding => coding is "gzip" or "x-gzip" or "deflate" or "br");

    public static Stream Decode(Stream content, IReadOnlyList<string> codings) => codings.Reverse().Aggregate(content, (inner, coding) => coding switch
    {
        "gzip" or "x-gzip" => new GZipStream(inner, CompressionMode.Decompress),
        "deflate" => new ZLibStream(inner, CompressionMode.Decompress),
        "br" => new BrotliStream(inner, CompressionMode.Decompress),
        _ => inner,
    });
}
