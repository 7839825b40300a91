using Amazon.S3.Model;

namespace Downstream.Grains.Storage.S3;

/// <summary>The version of an object in a bucket, as metadata of its own.</summary>
internal static class S3Versions
{
    private const string Name = "x-amz-meta-origin-version";

    public static void Add(MetadataCollection metadata, string? version)
    {
        if (version is not null)
            metadata[Name] = version;
    }

    public static string? Read(MetadataCollection metadata) => metadata[Name] is { Length: > 0 } version ? version : null;
}
