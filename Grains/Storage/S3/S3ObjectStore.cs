using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Storage.S3;

/// <summary>Objects in a bucket of AWS, or of a server that speaks its protocol.</summary>
internal sealed partial class S3ObjectStore(ObjectStoreOptions options, TimeProvider timeProvider, ILogger<S3ObjectStore> logger) : IObjectStore, IDisposable
{
    private const string NoBucket = "NoSuchBucket";
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);

    private readonly string _bucket = options.BucketName ?? throw new ArgumentException("A bucket name is needed.", nameof(options));
    private readonly AmazonS3Client _client = S3Clients.Create(options, options.Endpoint);
    private readonly AmazonS3Client _signer = S3Clients.Create(options, options.PublicEndpoint ?? options.Endpoint);
    private S3Aborts? _aborts;

    private S3Aborts Aborts => LazyInitializer.EnsureInitialized(ref _aborts, () => new S3Aborts(_client, _bucket, timeProvider, logger));

    public Task<ObjectUpload> BeginUploadAsync(string key, long? length, string? version, CancellationToken cancellationToken) =>
        Task.FromResult<ObjectUpload>(new S3Upload(_client, _bucket, key, length, version, Aborts, timeProvider));

    public async Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var response = await S3Calls.RunAsync(
                token => _client.GetObjectAsync(_bucket, key, token), S3Calls.ShortLimit, cancellationToken);
            return new StoredContent(response.ResponseStream, response, ReadLimit, timeProvider)
            {
                Resume = (position, token) => ResumeAsync(key, response.ETag, position, token),
            };
        }
        catch (AmazonS3Exception failure)
        {
            return failure.ErrorCode == NoBucket ? throw BucketIsMissing(failure) : null;
        }
        catch (ObjectStoreUnavailableException refusal) when (IsForbidden(refusal))
        {
            // So is what is missing, for a credential that may not list.
            return await FindAsync(key, cancellationToken) is null ? null : throw new ObjectStoreUnavailableException(refusal.Message, refusal);
        }
    }

    public async Task<string?> FindVersionAsync(string key, CancellationToken cancellationToken)
    {
        // A listing does not show it.
        var response = await AskAsync(token => _client.GetObjectMetadataAsync(_bucket, key, token), S3Calls.ShortLimit, cancellationToken);
        return S3Versions.Read(response.Metadata);
    }

    /// <summary>Copies the object onto itself, within the store.</summary>
    public async Task RenewAsync(string key, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken) is not { } found)
            return;

        var version = await FindVersionAsync(key, cancellationToken);
        if (found.Size > S3Copy.LargestInOne)
        {
            await S3Copy.InPartsAsync(_client, _bucket, key, found.Size, version, Aborts, cancellationToken);
            return;
        }

        var request = new CopyObjectRequest
        {
            SourceBucket = _bucket,
            SourceKey = key,
            DestinationBucket = _bucket,
            DestinationKey = key,
            ContentType = S3Upload.ContentType,
            MetadataDirective = S3MetadataDirective.REPLACE,
        };
        S3Versions.Add(request.Metadata, version);
        await AskAsync(token => _client.CopyObjectAsync(request, token), S3Calls.LongLimit, cancellationToken);
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await S3Calls.RunAsync(token => _client.DeleteObjectAsync(_bucket, key, token), S3Calls.ShortLimit, cancellationToken);
        }
        catch (AmazonS3Exception failure) when (failure.ErrorCode != NoBucket)
        {
            // Some servers say so of an object that is gone already.
        }
        catch (AmazonS3Exception failure)
        {
            throw BucketIsMissing(failure);
        }
    }

    public string CreateLink(string key, string fileName, TimeSpan lifetime)
    {
        var endpoint = options.PublicEndpoint ?? options.Endpoint;
        return _signer.GetPreSignedURL(new GetPreSignedUrlRequest
        {
            BucketName = _bucket,
            Key = key,
            Verb = HttpVerb.GET,
            Protocol = endpoint?.Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS,
            Expires = (timeProvider.GetUtcNow() + lifetime).UtcDateTime,
            ResponseHeaderOverrides = new ResponseHeaderOverrides { ContentDisposition = $"attachment; filename=\"{fileName}\"" },
        });
    }

    /// <summary>Stores a small object, over and over under one key: a bucket that takes no writes is of no use.</summary>
    public Task ProbeAsync(CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest { BucketName = _bucket, Key = ObjectKeys.Probe, ContentBody = string.Empty, UseChunkEncoding = false };
        return AskAsync(token => _client.PutObjectAsync(request, token), ProbeLimit, cancellationToken);
    }

    public void Dispose()
    {
        _aborts?.Dispose();
        _client.Dispose();
        _signer.Dispose();
    }

    /// <summary>The rest of an object that is still the same.</summary>
    private async Task<(Stream Content, IDisposable Owner)> ResumeAsync(string key, string tag, long position, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = _bucket, Key = key, EtagToMatch = tag, ByteRange = new ByteRange($"bytes={position}-") };
        var response = await AskAsync(token => _client.GetObjectAsync(request, token), S3Calls.ShortLimit, cancellationToken);
        return (response.ResponseStream, response);
    }

    private static ObjectStoreUnavailableException BucketIsMissing(Exception failure) => new("The bucket does not exist.", failure);
}
