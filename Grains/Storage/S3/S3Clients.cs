using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Downstream.Grains.Storage.S3;

/// <summary>Clients of the AWS SDK, set up for AWS and for servers that only speak its protocol.</summary>
internal static class S3Clients
{
    private const int Retries = 2;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    /// <param name="options">The bucket and its credentials.</param>
    /// <param name="endpoint">Where the client goes, or signs for; null for AWS.</param>
    public static AmazonS3Client Create(ObjectStoreOptions options, Uri? endpoint)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.ForcePathStyle ?? endpoint is not null,
            Timeout = S3Calls.LongLimit,
            ConnectTimeout = ConnectLimit,
            MaxErrorRetry = Retries,
            RetryMode = RequestRetryMode.Standard,

            // The checksums that the SDK adds by default make many compatible servers refuse the request.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }
        else
        {
            config.ServiceURL = endpoint.GetLeftPart(UriPartial.Authority);
            config.AuthenticationRegion = options.Region;
        }

        return options.AccessKeyId is { } accessKey
            ? new AmazonS3Client(new BasicAWSCredentials(accessKey, options.SecretAccessKey ?? string.Empty), config)
            : new AmazonS3Client(config);
    }
}
