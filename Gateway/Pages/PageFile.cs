using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Downstream.Gateway.Pages;

/// <summary>A file of the built web UI, with the compressed forms that its build left beside it.</summary>
internal sealed class PageFile
{
    private static readonly FileExtensionContentTypeProvider Types = new() { Mappings = { [".webmanifest"] = "application/manifest+json" } };

    // The best first.
    private static readonly (string Encoding, string Suffix)[] Compressed = [("br", ".br"), ("gzip", ".gz")];

    private readonly string _path;
    private readonly string _contentType;
    private readonly string _cacheControl;
    private readonly EntityTagHeaderValue _tag;
    private readonly string[] _encodings;

    private PageFile(string path, string cacheControl)
    {
        _path = path;
        _cacheControl = cacheControl;
        _contentType = Types.TryGetContentType(path, out var type) ? type : "application/octet-stream";
        if (_contentType.StartsWith("text/", StringComparison.Ordinal))
            _contentType += "; charset=utf-8";

        using var content = File.OpenRead(path);
        _tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"");
        _encodings = [.. Compressed.Where(form => File.Exists(path + form.Suffix)).Select(form => form.Encoding)];
    }

    /// <summary>A file whose name changes with its content.</summary>
    public static PageFile Immutable(string path) => new(path, "public, max-age=31536000, immutable");

    /// <summary>A file under a fixed name: browsers ask each time whether theirs still holds.</summary>
    public static PageFile Fixed(string path) => new(path, "no-cache");

    public static bool IsCompressedForm(string path) => Compressed.Any(form => path.EndsWith(form.Suffix, StringComparison.Ordinal) && File.Exists(path[..^form.Suffix.Length]));

    public IResult Send(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = _cacheControl;
        if (_encodings.Length == 0)
            return TypedResults.PhysicalFile(_path, _contentType, entityTag: _tag);

        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (Accepted(context.Request) is not { } encoding)
            return TypedResults.PhysicalFile(_path, _contentType, entityTag: _tag);

        // A strong tag names the bytes, and those of another encoding are others.
        headers.ContentEncoding = encoding;
        var tag = new EntityTagHeaderValue($"\"{_tag.Tag.AsSpan().Trim('"')}-{encoding}\"");
        return TypedResults.PhysicalFile(_path + Compressed.First(form => form.Encoding == encoding).Suffix, _contentType, entityTag: tag);
    }

    /// <summary>The form to send: what the client likes best of those that are there; the smallest of those it likes alike.</summary>
    private string? Accepted(HttpRequest request)
    {
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var accepted))
            return null;

        var best = _encodings.MaxBy(encoding => Quality(accepted, encoding));
        return best is not null && Quality(accepted, best) is > 0 and var quality && quality >= IdentityQuality(accepted) ? best : null;
    }

    private static double Quality(IList<StringWithQualityHeaderValue> accepted, string encoding) =>
        (Find(accepted, encoding) ?? Find(accepted, "*")) is { } found ? found.Quality ?? 1 : 0;

    /// <summary>Identity is always acceptable, and preferred only where it is named.</summary>
    private static double IdentityQuality(IList<StringWithQualityHeaderValue> accepted) => Find(accepted, "identity") is { } found ? found.Quality ?? 1 : 0;

    private static StringWithQualityHeaderValue? Find(IList<StringWithQualityHeaderValue> accepted, string name) =>
        accepted.FirstOrDefault(value => value.Value.Equals(name, StringComparison.OrdinalIgnoreCase));
}
