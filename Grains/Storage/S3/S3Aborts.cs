using System.Collections.Concurrent;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Storage.S3;

/// <summary>
/// Aborts uploads. What breaks an upload off is often that the store is away, and then its abort fails as well: it is
/// tried again until the store is back. What a process leaves behind when it dies meanwhile, the bucket's rule removes.
/// </summary>
internal sealed partial class S3Aborts(IAmazonS3 client, string bucket, TimeProvider time, ILogger logger) : IDisposable
{
    private const int MostWaiting = 1_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, string> _waiting = new();
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Aborts the upload now, or in the background once the store is back.</summary>
    public async Task AbortAsync(string key, string uploadId)
    {
        // Has a time limit of its own: the caller's token is cancelled already when a job was.
        if (await TryAsync(key, uploadId))
            return;

        if (_waiting.Count >= MostWaiting || !_waiting.TryAdd(uploadId, key))
        {
            LogGivenUp(key);
            return;
        }

        LogLater(key);
        _ = Task.Run(() => AbortLaterAsync(key, uploadId));
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task AbortLaterAsync(string key, string uploadId)
    {
        var since = time.GetUtcNow();
        try
        {
            do
            {
                await Task.Delay(Pause, time, _stop.Token);
                if (await TryAsync(key, uploadId))
                    return;
            }
            while (time.GetUtcNow() - since < GiveUpAfter);

            LogGivenUp(key);
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException)
        {
            LogGivenUp(key);
        }
        finally
        {
            _waiting.TryRemove(uploadId, out _);
        }
    }

    private async Task<bool> TryAsync(string key, string uploadId)
    {
        try
        {
            var request = new AbortMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = uploadId };
            await S3Calls.RunAsync(token => client.AbortMultipartUploadAsync(request, token), Limit, CancellationToken.None);
            return true;
        }
        catch (AmazonS3Exception failure) when (S3Calls.IsMissing(failure))
        {
            return true;
        }
        catch (ObjectStoreUnavailableException)
        {
            return false;
        }
    }

    [LoggerMessage(2104, LogLevel.Information, "The upload of {Key} could not be aborted yet; it is tried again")]
    private partial void LogLater(string key);

    [LoggerMessage(2101, LogLevel.Warning, "The upload of {Key} could not be aborted; the bucket's rule removes it after a day")]
    private partial void LogGivenUp(string key);
}
