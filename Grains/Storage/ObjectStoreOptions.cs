namespace Downstream.Grains.Storage;

/// <summary>Where objects live: in a bucket when one is named, otherwise on local disk.</summary>
public sealed class ObjectStoreOptions
{
    /// <summary>The folder of local data: files go to <c>files</c> in it, the key that signs their links beside it.</summary>
    public string DataDirectory { get; set; } = "./data";

    /// <summary>The S3 server; null for the default one of <see cref="Region"/> at AWS.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Where the S3 server is reached by those who fetch links; null when that is the same place.</summary>
    public Uri? PublicEndpoint { get; set; }

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>The access key; null to take the credentials from the surroundings, as the AWS SDK does by default.</summary>
    public string? AccessKeyId { get; set; }

    /// <summary>The secret of <see cref="AccessKeyId"/>.</summary>
    public string? SecretAccessKey { get; set; }

    /// <summary>The bucket; null for local disk.</summary>
    public string? BucketName { get; set; }

    /// <summary>Whether the bucket goes into the path rather than the host name; null: when there is an endpoint.</summary>
    public bool? ForcePathStyle { get; set; }

    /// <summary>
    /// How long a prepared file is kept after it was last asked for; null for ever, where something else fills the bucket.
    /// </summary>
    public TimeSpan? FileRetention { get; set; }

    /// <summary>From which age on a file that is asked for is renewed.</summary>
    public TimeSpan? RenewalAge => FileRetention / 2;

    /// <summary>The age at which a file goes: one that was asked for was younger than <see cref="RenewalAge"/> then.</summary>
    public TimeSpan? FileLifetime => FileRetention + RenewalAge;

    /// <summary>How long an archive is kept, as long as its job.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(24);
}
