using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Storage.S3;

/// <summary>The bucket itself: that it exists, and that nothing stays in it for ever.</summary>
internal sealed partial class S3ObjectStore
{
    private const string ArchiveRule = "downstream-archives";
    private const string FileRule = "downstream-files";
    private const string UploadRule = "downstream-incomplete-uploads";

    /// <summary>Null where files are kept for ever.</summary>
    private int? FileDays => options.FileLifetime is { } lifetime ? (int)Math.Ceiling(lifetime.TotalDays) + 1 : null;

    private int ArchiveDays => (int)Math.Ceiling(options.Retention.TotalHours / 24) + 1;

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        if (!await BucketExistsAsync(cancellationToken))
            await CreateBucketAsync(cancellationToken);

        await SetRulesAsync(cancellationToken);
    }

    private async Task<bool> BucketExistsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var request = new ListObjectsV2Request { BucketName = _bucket, MaxKeys = 1 };
            await S3Calls.RunAsync(token => _client.ListObjectsV2Async(request, token), S3Calls.ShortLimit, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception failure) when (S3Calls.IsMissing(failure))
        {
            return false;
        }
        catch (ObjectStoreUnavailableException refusal) when (IsDenied(refusal))
        {
            // There is one, and it may not be listed; whether it can be used shows itself.
            NoteThatItMayNotList();
            return true;
        }
    }

    private async Task CreateBucketAsync(CancellationToken cancellationToken)
    {
        try
        {
            var request = new PutBucketRequest { BucketName = _bucket, UseClientRegion = options.Endpoint is null };
            await S3Calls.RunAsync(token => _client.PutBucketAsync(request, token), S3Calls.ShortLimit, cancellationToken);
            LogBucketCreated(_bucket);
        }
        catch (ObjectStoreUnavailableException failure) when (failure.InnerException is AmazonS3Exception { ErrorCode: "BucketAlreadyOwnedByYou" or "BucketAlreadyExists" })
        {
            // Another silo was first; somebody else's bucket shows itself at the first use.
        }
    }

    /// <summary>Adds its own rules to those that the bucket has: setting a configuration replaces all of it.</summary>
    private async Task SetRulesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var rules = await ReadRulesAsync(cancellationToken);
            if (rules.Any(r => r.Id == UploadRule)
                && rules.Find(r => r.Id == ArchiveRule)?.Expiration?.Days == ArchiveDays
                && rules.Find(r => r.Id == FileRule)?.Expiration?.Days == FileDays)
                return;

            rules.RemoveAll(r => r.Id is ArchiveRule or UploadRule or FileRule);
            if (FileDays is { } days)
                rules.Add(Rule(FileRule, ObjectKeys.Downloads, r => r.Expiration = new LifecycleRuleExpiration { Days = days }));

            rules.Add(Rule(ArchiveRule, ObjectKeys.Archives, r => r.Expiration = new LifecycleRuleExpiration { Days = ArchiveDays }));
            var uploads = Rule(UploadRule, string.Empty, r => r.AbortIncompleteMultipartUpload = new LifecycleRuleAbortIncompleteMultipartUpload { DaysAfterInitiation = 1 });
            await PutRulesAsync(rules, uploads, cancellationToken);
        }
        catch (Exception failure) when (failure is ObjectStoreUnavailableException or AmazonS3Exception)
        {
            LogNoRules(_bucket, failure);
        }
    }

    private async Task PutRulesAsync(List<LifecycleRule> rules, LifecycleRule uploads, CancellationToken cancellationToken)
    {
        try
        {
            await PutRulesAsync([.. rules, uploads], cancellationToken);
        }
        catch (ObjectStoreUnavailableException refusal) when (refusal.InnerException is AmazonServiceException { StatusCode: not 0 })
        {
            // Some servers know no rule that only aborts uploads, and refuse all the others with it.
            await PutRulesAsync(rules, cancellationToken);
            LogRuleRefused(_bucket, uploads.Id, refusal.Message);
        }
    }

    private Task<PutLifecycleConfigurationResponse> PutRulesAsync(List<LifecycleRule> rules, CancellationToken cancellationToken)
    {
        var request = new PutLifecycleConfigurationRequest { BucketName = _bucket, Configuration = new LifecycleConfiguration { Rules = rules } };
        return S3Calls.RunAsync(token => _client.PutLifecycleConfigurationAsync(request, token), S3Calls.ShortLimit, cancellationToken);
    }

    private async Task<List<LifecycleRule>> ReadRulesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetLifecycleConfigurationRequest { BucketName = _bucket };
            var response = await S3Calls.RunAsync(token => _client.GetLifecycleConfigurationAsync(request, token), S3Calls.ShortLimit, cancellationToken);
            return response.Configuration?.Rules ?? [];
        }
        catch (AmazonS3Exception failure) when (S3Calls.IsMissing(failure))
        {
            return [];
        }
    }

    private static LifecycleRule Rule(string id, string prefix, Action<LifecycleRule> set)
    {
        var rule = new LifecycleRule
        {
            Id = id,
            Status = LifecycleRuleStatus.Enabled,
            Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = prefix } },
        };
        set(rule);
        return rule;
    }

    [LoggerMessage(2102, LogLevel.Information, "Created the bucket {Bucket}")]
    private partial void LogBucketCreated(string bucket);

    [LoggerMessage(2106, LogLevel.Warning, "The credential may not list the bucket {Bucket} (s3:ListBucket): of a missing file the store only says that it is forbidden. Each is asked for one by one, and counts as missing while another object can be read")]
    private partial void LogMayNotList(string bucket);

    [LoggerMessage(2103, LogLevel.Warning, "The bucket {Bucket} took no expiry rules: archives and broken uploads stay in it until something else removes them")]
    private partial void LogNoRules(string bucket, Exception exception);

    [LoggerMessage(2105, LogLevel.Warning, "The bucket {Bucket} did not take the rule {Rule}, only the one for archives: broken uploads stay in it until something else removes them. {Reason}")]
    private partial void LogRuleRefused(string bucket, string rule, string reason);
}
