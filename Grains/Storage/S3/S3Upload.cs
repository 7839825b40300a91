using System.Buffers;
using System.IO.Hashing;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Downstream.Grains.Storage.S3;

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

    /// <summary>How often a part, or the joining of all, is tried: what came so far is worth half a minute, in which a store comes back from a restart.</summary>
    private const int MostTries = 6;

    /// <summary>Before the second try; it doubles.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly IAmazonS3 _client;
    private readonly string _bucket;
    private readonly string _key;
    private readonly S3Aborts _aborts;
    private readonly TimeProvider _time;
    private readonly string? _version;
    private readonly int _firstBuffer;
    private readonly PartContent _content;
    private readonly Crc32 _crc = new();
    private readonly List<PartETag> _parts = [];
    private readonly bool _grows;
    private int _partSize;
    private byte[] _buffer = [];
    private int _filled;
    private long _sent;
    private string? _uploadId;
    private bool _completed;
    private bool _isDisposed;

    /// <summary>The store knows the upload no more, or does not want it.</summary>
    private bool _isRefused;

    public S3Upload(IAmazonS3 client, string bucket, string key, long? length, string? version, S3Aborts aborts, TimeProvider time)
    {
        _client = client;
        _bucket = bucket;
        _key = key;
        _aborts = aborts;
        _partSize = PartSizeFor(length);
        _grows = length is null;
        _firstBuffer = (int)Math.Clamp(length ?? 0, SmallestBuffer, _partSize);
        _version = version;
        _time = time;
        _content = new PartContent(this);
    }

    public override Stream Content => _content;

    public override uint Crc32 => _crc.GetCurrentHashAsUInt32();

    public override Task<long> PauseAsync()
    {
        ReleaseBuffer();
        _filled = 0;
        return Task.FromResult(_isRefused ? 0 : _sent);
    }

    public override async Task<long> CompleteAsync(CancellationToken cancellationToken)
    {
        if (_uploadId is null)
            await PutAsync(cancellationToken);
        else
            await JoinPartsAsync(_uploadId, cancellationToken);

        _completed = true;
        return _sent;
    }

    public override async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        ReleaseBuffer();
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
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_buffer.Length == 0)
            _buffer = ArrayPool<byte>.Shared.Rent(_firstBuffer);

        while (bytes.Length > 0)
        {
            if (_filled == _partSize)
                await SendPartAsync(cancellationToken);

            if (_filled == _buffer.Length)
                GrowBuffer();

            var count = Math.Min(bytes.Length, Math.Min(_buffer.Length, _partSize) - _filled);
            bytes[..count].CopyTo(_buffer.AsMemory(_filled));
            _filled += count;
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

    private void ReleaseBuffer()
    {
        if (Interlocked.Exchange(ref _buffer, []) is { Length: > 0 } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>What is in the buffer is the store's now.</summary>
    private void MarkSent()
    {
        _crc.Append(_buffer.AsSpan(0, _filled));
        _sent += _filled;
        _filled = 0;
    }

    private async Task PutAsync(CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = _bucket,
            Key = _key,
            ContentType = ContentType,
            InputStream = new MemoryStream(_buffer, 0, _filled, writable: false),
            UseChunkEncoding = false,
        };
        S3Versions.Add(request.Metadata, _version);
        await CallAsync(token => _client.PutObjectAsync(request, token), S3Calls.LongLimit, cancellationToken);
        MarkSent();
    }

    private async Task SendPartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _uploadId ??= await BeginAsync();
        var response = await PatientlyAsync(token => _client.UploadPartAsync(NextPart(), token), cancellationToken);
        _parts.Add(new PartETag(_parts.Count + 1, response.ETag));
        MarkSent();
        if (_grows && _parts.Count == PartsBeforeGrowth)
            _partSize = LargePartSize;
    }

    /// <summary>Made for each try: a request's stream is closed with it.</summary>
    private UploadPartRequest NextPart() => new()
    {
        BucketName = _bucket,
        Key = _key,
        UploadId = _uploadId,
        PartNumber = _parts.Count + 1,
        PartSize = _filled,
        InputStream = new MemoryStream(_buffer, 0, _filled, writable: false),
        UseChunkEncoding = false,
    };

    /// <summary>Not to be cancelled, only limited: an upload whose id got lost on the way could not be aborted.</summary>
    private async Task<string> BeginAsync()
    {
        var request = new InitiateMultipartUploadRequest { BucketName = _bucket, Key = _key, ContentType = ContentType };
        S3Versions.Add(request.Metadata, _version);
        var response = await CallAsync(token => _client.InitiateMultipartUploadAsync(request, token), S3Calls.ShortLimit, CancellationToken.None);
        return response.UploadId;
    }

    private async Task JoinPartsAsync(string uploadId, CancellationToken cancellationToken)
    {
        if (_filled > 0)
            await SendPartAsync(cancellationToken);

        var request = new CompleteMultipartUploadRequest { BucketName = _bucket, Key = _key, UploadId = uploadId, PartETags = _parts };
        await PatientlyAsync(token => _client.CompleteMultipartUploadAsync(request, token), cancellationToken);
    }

    private async Task<T> PatientlyAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await CallAsync(call, S3Calls.LongLimit, cancellationToken);
            }
            catch (ObjectStoreUnavailableException failure) when (attempt < MostTries && !_isRefused && failure.InnerException is not OperationCanceledException)
            {
                // Those that took two minutes to fail have been waited for long enough.
            }

            await Task.Delay(FirstPause * Math.Pow(2, attempt - 1), _time, cancellationToken);
        }
    }

    private async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return await S3Calls.RunAsync(call, limit, cancellationToken);
        }
        catch (AmazonS3Exception failure) when (S3Calls.IsMissing(failure))
        {
            _isRefused = true;
            throw new ObjectStoreUnavailableException($"The object store lost the bucket or the upload ({S3Calls.Describe(failure)}).", failure);
        }
        catch (ObjectStoreUnavailableException failure) when (IsRefusal(failure))
        {
            _isRefused = true;
            throw;
        }
    }

    private static bool IsRefusal(ObjectStoreUnavailableException failure) => failure.InnerException is AmazonServiceException
    {
        StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not (HttpStatusCode.NotFound or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests),
    };

    private sealed class PartContent(S3Upload upload) : UploadContent
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            upload.WriteAsync(buffer, cancellationToken);
    }
}
