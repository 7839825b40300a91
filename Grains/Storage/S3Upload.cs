using System.Buffers;
using Amazon.S3;
using Amazon.S3.Model;

namespace Downstream.Grains.Storage;

/// <summary>
/// An upload to a bucket: one request when everything fits into a part, otherwise a multipart upload. Holds one part
/// in memory, and less of a smaller object.
/// </summary>
internal sealed class S3Upload : ObjectUpload
{
    internal const int PartSize = 8 * 1024 * 1024;

    /// <summary>What turns out to be longer than 40 GB goes on in larger parts, since their number is limited.</summary>
    private const int PartsBeforeGrowth = 5_000;
    private const int LargePartSize = 64 * 1024 * 1024;
    private const int SmallestBuffer = 64 * 1024;
    internal const string ContentType = "application/zip";

    private readonly IAmazonS3 _client;
    private readonly string _bucket;
    private readonly string _key;
    private readonly S3Aborts _aborts;
    private readonly PartContent _content;
    private readonly List<PartETag> _parts = [];
    private readonly bool _grows;
    private int _partSize;
    private byte[] _buffer;
    private int _filled;
    private long _size;
    private string? _uploadId;
    private bool _completed;

    public S3Upload(IAmazonS3 client, string bucket, string key, long? length, S3Aborts aborts)
    {
        _client = client;
        _bucket = bucket;
        _key = key;
        _aborts = aborts;
        _partSize = PartSizeFor(length);
        _grows = length is null;
        _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(length ?? 0, SmallestBuffer, _partSize));
        _content = new PartContent(this);
    }

    public override Stream Content => _content;

    public override async Task<long> CompleteAsync(CancellationToken cancellationToken)
    {
        if (_uploadId is null)
            await PutAsync(cancellationToken);
        else
            await JoinPartsAsync(_uploadId, cancellationToken);

        _completed = true;
        return _size;
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _buffer, []) is { Length: > 0 } buffer)
            ArrayPool<byte>.Shared.Return(buffer);

        if (_uploadId is { } uploadId && !_completed)
            await _aborts.AbortAsync(_key, uploadId);
    }

    /// <summary>A bucket takes 10,000 parts; equal ones, because some servers insist on that. One more megabyte rounds up.</summary>
    private static int PartSizeFor(long? length)
    {
        const int maxParts = 10_000;
        const int megabyte = 1024 * 1024;
        var smallest = (length ?? 0) / maxParts / megabyte * megabyte;
        return smallest < PartSize ? PartSize : checked((int)smallest + megabyte);
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_buffer.Length == 0, this);
        while (bytes.Length > 0)
        {
            if (_filled == _partSize)
                await SendPartAsync(cancellationToken);

            if (_filled == _buffer.Length)
                GrowBuffer();

            var count = Math.Min(bytes.Length, Math.Min(_buffer.Length, _partSize) - _filled);
            bytes[..count].CopyTo(_buffer.AsMemory(_filled));
            _filled += count;
            _size += count;
            bytes = bytes[count..];
        }
    }

    private void GrowBuffer()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_buffer.Length * 4, _partSize));
        _buffer.AsSpan(0, _filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private Task<PutObjectResponse> PutAsync(CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = _bucket,
            Key = _key,
            ContentType = ContentType,
            InputStream = new MemoryStream(_buffer, 0, _filled, writable: false),
            UseChunkEncoding = false,
        };
        return CallAsync(token => _client.PutObjectAsync(request, token), S3Calls.LongLimit, cancellationToken);
    }

    private async Task SendPartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _uploadId ??= await BeginAsync();
        var request = new UploadPartRequest
        {
            BucketName = _bucket,
            Key = _key,
            UploadId = _uploadId,
            PartNumber = _parts.Count + 1,
            PartSize = _filled,
            InputStream = new MemoryStream(_buffer, 0, _filled, writable: false),
            UseChunkEncoding = false,
        };
        var response = await CallAsync(token => _client.UploadPartAsync(request, token), S3Calls.LongLimit, cancellationToken);
        _parts.Add(new PartETag(_parts.Count + 1, response.ETag));
        _filled = 0;
        if (_grows && _parts.Count == PartsBeforeGrowth)
            _partSize = LargePartSize;
    }

    /// <summary>Not to be cancelled, only limited: an upload whose id got lost on the way could not be aborted.</summary>
    private async Task<string> BeginAsync()
    {
        var request = new InitiateMultipartUploadRequest { BucketName = _bucket, Key = _key, ContentType = ContentType };
        var response = await CallAsync(token => _client.InitiateMultipartUploadAsync(request, token), S3Calls.ShortLimit, CancellationToken.None);
        return response.UploadId;
    }

    private async Task JoinPartsAsync(string uploadId, CancellationToken cancellationToken)
    {
        if (_filled > 0)
            await SendPartAsync(cancellationToken);

        var request = new CompleteMultipartUploadRequest { BucketName = _bucket, Key = _key, UploadId = uploadId, PartETags = _parts };
        await CallAsync(token => _client.CompleteMultipartUploadAsync(request, token), S3Calls.LongLimit, cancellationToken);
    }

    private static async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return await S3Calls.RunAsync(call, limit, cancellationToken);
        }
        catch (AmazonS3Exception failure) when (S3Calls.IsMissing(failure))
        {
            throw new ObjectStoreUnavailableException($"The object store lost the bucket or the upload ({S3Calls.Describe(failure)}).", failure);
        }
    }

    private sealed class PartContent(S3Upload upload) : UploadContent
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            upload.WriteAsync(buffer, cancellationToken);
    }
}
