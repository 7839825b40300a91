using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using Downstream.Grains.Storage;
using Downstream.Grains.Storage.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;

namespace Downstream.Grains.Tests.Storage;

/// <summary>A bucket in memory, with as much of S3 as a store asks for, which answers otherwise when it is told to.</summary>
internal sealed class ScriptedBucket : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Upload> _uploads = new();

    private int _lastUpload;

    private ScriptedBucket(WebApplication app) => _app = app;

    public ConcurrentDictionary<string, Stored> Objects { get; } = new();

    public int UnfinishedUploads => _uploads.Count;

    /// <summary>Asked before each request; answers in place of the bucket unless it gives null.</summary>
    public Func<HttpRequest, (int Status, string Body)?> Instead { get; set; } = _ => null;

    public ObjectStoreOptions Options => new() { Endpoint = new Uri(_app.Urls.First()), AccessKeyId = "a", SecretAccessKey = "b", BucketName = "bucket" };

    public static (int Status, string Body) Error(int status, string code) => (status, $"<Error><Code>{code}</Code></Error>");

    public static bool IsPart(HttpRequest request) => request.Query.ContainsKey("partNumber");

    public static bool IsList(HttpRequest request) => request.Query.ContainsKey("list-type");

    public static async Task<ScriptedBucket> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var bucket = new ScriptedBucket(builder.Build());
        bucket._app.Urls.Add("http://127.0.0.1:0");
        bucket._app.Run(bucket.AnswerAsync);
        await bucket._app.StartAsync(cancellationToken);
        return bucket;
    }

    public S3ObjectStore NewStore(TimeProvider? time = null, ILogger<S3ObjectStore>? logger = null) =>
        new(Options, time ?? TimeProvider.System, logger ?? NullLogger<S3ObjectStore>.Instance);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var (status, text) = Instead(context.Request) ?? Answer(context, body.ToArray());
        context.Response.StatusCode = status;
        if (text.Length > 0 && !HttpMethods.IsHead(context.Request.Method))
            await context.Response.WriteAsync(text, context.RequestAborted);
        else if (context.Items["bytes"] is ReadOnlyMemory<byte> bytes && HttpMethods.IsGet(context.Request.Method))
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private (int Status, string Body) Answer(HttpContext context, byte[] body)
    {
        var (request, query) = (context.Request, context.Request.Query);
        var key = request.Path.Value!.TrimStart('/').Split('/', 2) is [_, { Length: > 0 } name] ? name : string.Empty;
        if (IsList(request))
            return (200, List(query["prefix"].ToString()));
        if (query.ContainsKey("lifecycle"))
            return Error(404, "NoSuchLifecycleConfiguration");

        return (request.Method, query.ContainsKey("uploads"), query.TryGetValue("uploadId", out var id)) switch
        {
            ("POST", true, _) => (200, Begin(key, VersionOf(request))),
            (_, _, true) => InUpload(context, id.ToString(), body),
            ("PUT", _, _) => Put(context, key, body, VersionOf(request)),
            ("DELETE", _, _) => (Objects.TryRemove(key, out _) ? 204 : 204, string.Empty),
            _ => Get(context, key),
        };
    }

    private string List(string prefix) => new XElement("ListBucketResult", Objects.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(o => o.Key, StringComparer.Ordinal).Take(1)
        .Select(o => new XElement("Contents", new XElement("Key", o.Key), new XElement("Size", o.Value.Bytes.Length), new XElement("LastModified", o.Value.At.ToString("o", CultureInfo.InvariantCulture))))).ToString();

    private string Begin(string key, string? version)
    {
        var id = $"upload-{Interlocked.Increment(ref _lastUpload)}";
        _uploads[id] = new Upload(key, version);
        return new XElement("InitiateMultipartUploadResult", new XElement("UploadId", id)).ToString();
    }

    private (int Status, string Body) InUpload(HttpContext context, string id, byte[] body)
    {
        if (!_uploads.TryGetValue(id, out var upload))
            return Error(404, "NoSuchUpload");

        switch (context.Request.Method)
        {
            case "PUT":
                var number = int.Parse(context.Request.Query["partNumber"].ToString(), CultureInfo.InvariantCulture);
                upload.Parts[number] = body;
                context.Response.Headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body))}\"";
                return (200, string.Empty);
            case "DELETE":
                _uploads.TryRemove(id, out _);
                return (204, string.Empty);
            default:
                _uploads.TryRemove(id, out _);
                Objects[upload.Key] = new Stored([.. upload.Parts.OrderBy(p => p.Key).SelectMany(p => p.Value)], upload.Version);
                return (200, "<CompleteMultipartUploadResult/>");
        }
    }

    private (int Status, string Body) Put(HttpContext context, string key, byte[] body, string? version)
    {
        var copied = context.Request.Headers.ContainsKey("x-amz-copy-source");
        Objects[key] = new Stored(copied ? Objects[key].Bytes : body, version);
        context.Response.Headers.ETag = "\"put-1\"";
        return (200, copied ? "<CopyObjectResult/>" : string.Empty);
    }

    private (int Status, string Body) Get(HttpContext context, string key)
    {
        if (!Objects.TryGetValue(key, out var found))
            return Error(404, "NoSuchKey");

        var headers = context.Response.Headers;
        var from = (int)(context.Request.GetTypedHeaders().Range?.Ranges.Single().From ?? 0);
        (headers.ETag, headers.LastModified, headers["x-amz-meta-origin-version"]) = ("\"put-1\"", found.At.ToString("R"), found.Version ?? StringValues.Empty);
        headers.ContentLength = found.Bytes.Length - from;
        if (!HttpMethods.IsHead(context.Request.Method))
            context.Items["bytes"] = (ReadOnlyMemory<byte>)found.Bytes.AsMemory(from);

        return (from > 0 ? 206 : 200, string.Empty);
    }

    private static string? VersionOf(HttpRequest request) =>
        request.Headers["x-amz-meta-origin-version"].ToString() is { Length: > 0 } version ? version : null;

    internal sealed record Stored(byte[] Bytes, string? Version)
    {
        public DateTimeOffset At { get; init; } = TimeProvider.System.GetUtcNow();
    }

    private sealed record Upload(string Key, string? Version)
    {
        public ConcurrentDictionary<int, byte[]> Parts { get; } = new();
    }
}
