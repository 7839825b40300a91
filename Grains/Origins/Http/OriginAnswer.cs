using System.Net;
using System.Net.Http.Headers;

namespace Downstream.Grains.Origins.Http;

/// <summary>Reads what an origin says of a file, as servers write it.</summary>
internal static class OriginAnswer
{
    /// <summary>By how much an origin's clock may be ahead of this one, where it does not tell its own time.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    public static OriginFile Describe(HttpResponseMessage response, DateTimeOffset now)
    {
        var headers = response.Content.Headers;
        var tag = TagOf(response);

        // Of a file that was encoded although nobody asked for it, length and ranges are those of the encoding.
        return ContentCodings.Of(response).Count > 0
            ? new OriginFile(null, headers.LastModified, tag)
            : new OriginFile(headers.ContentLength, headers.LastModified, tag, ValidatorOf(response, tag, now));
    }

    /// <summary>Whether it is the file; some servers answer with a part that is all of it, though nobody asked for a part.</summary>
    public static bool IsWhole(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.OK or HttpStatusCode.NonAuthoritativeInformation => true,
        HttpStatusCode.PartialContent => RangeOf(response) is { From: 0, Length: { } length } range && range.To == length - 1,
        _ => false,
    };

    /// <summary>The entity tag as it is written: some servers leave out the quotes.</summary>
    public static string? TagOf(HttpResponseMessage response) => Text(response.Headers.NonValidated, "ETag");

    /// <summary>Where the response is in the file; also as servers write it that the RFC does not know (<c>bytes=0-9/10</c>).</summary>
    public static ContentRangeHeaderValue? RangeOf(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentRange is { } range)
            return range;

        var text = Text(response.Content.Headers.NonValidated, "Content-Range")?.ToLowerInvariant()
            .Replace("bytes=", "bytes ", StringComparison.Ordinal).Replace("bytes:", "bytes ", StringComparison.Ordinal);
        return ContentRangeHeaderValue.TryParse(text, out var read) ? read : null;
    }

    /// <summary>A strong validator, with which a range of this very file can be asked for; null where there is none.</summary>
    private static string? ValidatorOf(HttpResponseMessage response, string? tag, DateTimeOffset now)
    {
        if (tag is not null && !OriginFile.IsWeak(tag))
            return tag;

        // A date counts as strong only once the second that it names is over (RFC 9110, section 8.8.2.2).
        var latest = response.Headers.Date is { } date ? date - TimeSpan.FromSeconds(1) : now - ClockSkew;
        return response.Content.Headers.LastModified is { } modified && modified <= latest ? modified.ToString("R") : null;
    }

    private static string? Text(HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out var values) && values.ToString().Trim() is { Length: > 0 } text ? text : null;
}
