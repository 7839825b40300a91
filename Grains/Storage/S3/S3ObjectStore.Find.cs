using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Downstream.Grains.Storage.S3;

/// <summary>
/// Whether objects are there. Only the store's own word counts: what stands in front of it (an ingress without its
/// backend) answers 404 too. So a listing is asked, which says so with a 200 and without an exception.
/// </summary>
internal sealed partial class S3ObjectStore
{
    private const string AccessDenied = "AccessDenied";

    /// <summary>How long a credential that may not list is not asked to.</summary>
    private static readonly TimeSpan ListAgainAfter = TimeSpan.FromMinutes(10);

    private long _mayNotListSince;
    private int _saidThatItMayNotList;

    public async Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (MayList())
        {
            try
            {
                return await FindInListAsync(key, cancellationToken);
            }
            catch (ObjectStoreUnavailableException refusal) when (IsDenied(refusal))
            {
                NoteThatItMayNotList();
            }
        }

        return await FindByHeadAsync(key, cancellationToken);
    }

    private bool MayList()
    {
        var since = Interlocked.Read(ref _mayNotListSince);
        return since == 0 || timeProvider.GetElapsedTime(since) > ListAgainAfter;
    }

    private async Task<StoredObject?> FindInListAsync(string key, CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = key, MaxKeys = 1 };
        var response = await AskAsync(token => _client.ListObjectsV2Async(request, token), S3Calls.ShortLimit, cancellationToken);

        // Of the keys that begin with this one it is the first itself.
        return response.S3Objects is [{ } first, ..] && first.Key == key
            ? new StoredObject(first.Size ?? 0, Utc(first.LastModified))
            : null;
    }

    private void NoteThatItMayNotList()
    {
        Interlocked.Exchange(ref _mayNotListSince, timeProvider.GetTimestamp());
        if (Interlocked.Exchange(ref _saidThatItMayNotList, 1) == 0)
            LogMayNotList(_bucket);
    }

    /// <summary>
    /// For a credential that may not list. The store answers it 403 for what is not there, and just the same for
    /// everything while its key is refused: which of them it is shows an object that is there.
    /// </summary>
    private async Task<StoredObject?> FindByHeadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var response = await S3Calls.RunAsync(
                token => _client.GetObjectMetadataAsync(_bucket, key, token), S3Calls.ShortLimit, cancellationToken);
            return new StoredObject(response.ContentLength, Utc(response.LastModified));
        }
        catch (AmazonS3Exception failure) when (failure.ErrorCode == NoBucket)
        {
            throw BucketIsMissing(failure);
        }
        catch (AmazonS3Exception)
        {
            return null;
        }
        catch (ObjectStoreUnavailableException refusal) when (IsForbidden(refusal) || IsNotFound(refusal))
        {
            await ReadWhatIsThereAsync(cancellationToken);
            return null;
        }
    }

    /// <summary>Looks at an object that is there, or was stored just now.</summary>
    /// <exception cref="ObjectStoreUnavailableException">The credential may not read, or not now.</exception>
    private async Task ReadWhatIsThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync();
        }
        catch (ObjectStoreUnavailableException refusal) when (IsForbidden(refusal) || IsNotFound(refusal))
        {
            await ProbeAsync(cancellationToken);
            await LookAsync();
        }

        Task<GetObjectMetadataResponse> LookAsync() =>
            AskAsync(token => _client.GetObjectMetadataAsync(_bucket, ObjectKeys.Probe, token), S3Calls.ShortLimit, cancellationToken);
    }

    private static bool IsForbidden(ObjectStoreUnavailableException refusal) =>
        refusal.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden };

    private static bool IsNotFound(ObjectStoreUnavailableException refusal) =>
        refusal.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound };

    private static async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return await S3Calls.RunAsync(call, limit, cancellationToken);
        }
        catch (AmazonS3Exception failure)
        {
            throw failure.ErrorCode == NoBucket ? BucketIsMissing(failure) : new ObjectStoreUnavailableException(
                $"The object store lost something ({S3Calls.Describe(failure)}).", failure);
        }
    }

    private static bool IsDenied(ObjectStoreUnavailableException refusal) => refusal.InnerException is AmazonS3Exception { ErrorCode: AccessDenied };

    private static DateTimeOffset Utc(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : DateTimeOffset.MinValue;
}
