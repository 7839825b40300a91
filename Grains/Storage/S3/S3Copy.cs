using Amazon.S3;
using Amazon.S3.Model;

namespace Downstream.Grains.Storage.S3;

/// <summary>Copies an object onto itself that is too large for one request.</summary>
internal static class S3Copy
{
    /// <summary>Five gibibytes, as S3 has it.</summary>
    public const long LargestInOne = 5L * 1024 * 1024 * 1024;

    private const long PartSize = 1024L * 1024 * 1024;

    public static async Task InPartsAsync(IAmazonS3 client, string bucket, string key, long size, string? version, S3Aborts aborts, CancellationToken cancellationToken)
    {
        var begin = new InitiateMultipartUploadRequest { BucketName = bucket, Key = key, ContentType = S3Upload.ContentType };
        S3Versions.Add(begin.Metadata, version);
        var uploadId = (await CallAsync(token => client.InitiateMultipartUploadAsync(begin, token), CancellationToken.None)).UploadId;
        var isCompleted = false;
        try
        {
            var parts = new List<PartETag>();
            for (long first = 0; first < size; first += PartSize)
            {
                var request = new CopyPartRequest
                {
                    SourceBucket = bucket,
                    SourceKey = key,
                    DestinationBucket = bucket,
                    DestinationKey = key,
                    UploadId = uploadId,
                    PartNumber = parts.Count + 1,
                    FirstByte = first,
                    LastByte = Math.Min(first + PartSize, size) - 1,
                };
                var response = await CallAsync(token => client.CopyPartAsync(request, token), cancellationToken);
                parts.Add(new PartETag(parts.Count + 1, response.ETag));
            }

            var complete = new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = uploadId, PartETags = parts };
            await CallAsync(token => client.CompleteMultipartUploadAsync(complete, token), cancellationToken);
            isCompleted = true;
        }
        finally
        {
            if (!isCompleted)
                await aborts.AbortAsync(key, uploadId);
        }
    }

    private static async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await S3Calls.RunAsync(call, S3Calls.LongLimit, cancellationToken);
        }
        catch (AmazonS3Exception failure) when (S3Calls.IsMissing(failure))
        {
            throw new ObjectStoreUnavailableException($"The object store lost the object while it was copied ({S3Calls.Describe(failure)}).", failure);
        }
    }
}
