using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;

namespace Downstream.Grains.Storage.S3;

/// <summary>What every call to an S3 server has: a time limit, and its failures said in the store's words.</summary>
internal static class S3Calls
{
    public static readonly TimeSpan ShortLimit = TimeSpan.FromSeconds(15);

    /// <summary>For calls that carry a part, or make the server join all of them.</summary>
    public static readonly TimeSpan LongLimit = TimeSpan.FromMinutes(2);

    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        either.CancelAfter(limit);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ObjectStoreUnavailableException("The object store did not answer in time.", failure);
        }
        catch (AmazonServiceException failure) when (failure.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
        {
            throw new ObjectStoreUnavailableException(
                $"The object store refused the credentials, or they lack a permission ({Describe(failure)}).", failure);
        }
        catch (AmazonServiceException failure) when (failure.StatusCode != 0 && !IsMissing(failure))
        {
            throw new ObjectStoreUnavailableException($"The object store failed ({Describe(failure)}).", failure);
        }
        catch (Exception failure) when (failure is AmazonClientException or HttpRequestException or IOException or SocketException or TimeoutException or AmazonServiceException { StatusCode: 0 })
        {
            throw new ObjectStoreUnavailableException("The object store could not be reached.", failure);
        }
    }

    /// <summary>
    /// Whether the store itself said that something does not exist: the caller's to judge. A 404 in any other words comes
    /// from what stands in front of it, and means that the store is not there.
    /// </summary>
    public static bool IsMissing(AmazonServiceException failure) => failure.ErrorCode is "NoSuchKey" or "NoSuchBucket" or "NoSuchUpload" or "NoSuchLifecycleConfiguration";

    public static string Describe(AmazonServiceException failure) => $"{(int)failure.StatusCode} {failure.ErrorCode}".TrimEnd();
}
