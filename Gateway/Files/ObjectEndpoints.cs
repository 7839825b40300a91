using System.Globalization;
using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.RateLimiting;
using Downstream.Grains.Storage.Disk;
using Microsoft.Net.Http.Headers;

namespace Downstream.Gateway.Files;

/// <summary>Serves objects on local disk to whoever holds a signed link.</summary>
internal static class ObjectEndpoints
{
    private const int BufferSize = 64 * 1024;
    private const string RangeUnit = "bytes=";

    public static void MapObjects(this IEndpointRouteBuilder routes) =>
        routes.MapRead("/v1/objects/{**key}", Serve).WithoutRateLimit().ExcludeFromDescription();

    private static IResult Serve(string? key, HttpContext context, TimeProvider time)
    {
        // A bucket serves its objects itself.
        if (key is null || context.RequestServices.GetService<FileSystemObjectStore>() is not { } store)
            return new Problem(ProblemCode.NotFound);

        var query = context.Request.Query;
        var (expires, name, signature) = ((string?)query["expires"], (string?)query["name"], (string?)query["signature"]);
        var links = context.RequestServices.GetRequiredService<SignedLinks>();
        if (!links.TryValidate(key, expires, name, signature, time.GetUtcNow(), out var fileName))
            return new Problem(IsPast(expires, time.GetUtcNow()) ? ProblemCode.LinkExpired : ProblemCode.LinkInvalid);

        if (store.Locate(key) is not { } path || Open(path) is not { } content)
            return new Problem(ProblemCode.NotFound, "The file is no longer there.");

        // Ranges are of GET alone, and of units that are known (RFC 9110, 14.2).
        var range = context.Request.Headers.Range.ToString();
        if (!HttpMethods.IsGet(context.Request.Method) || !range.StartsWith(RangeUnit, StringComparison.OrdinalIgnoreCase))
            context.Request.Headers.Remove(HeaderNames.Range);

        var written = File.GetLastWriteTimeUtc(content.SafeFileHandle);
        var tag = new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{written.Ticks:x}-{content.Length:x}\""));
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Stream(content, "application/zip", fileName, new DateTimeOffset(written), tag, enableRangeProcessing: true);
    }

    /// <summary>Null when the object was deleted since it was found.</summary>
    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.Asynchronous);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static bool IsPast(string? expires, DateTimeOffset now) =>
        long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= now.ToUnixTimeSeconds();
}
