using Downstream.Grains.Storage;
using Downstream.Grains.Storage.Disk;
using Downstream.Grains.Storage.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Downstream.Grains;

/// <summary>Registers the object store.</summary>
public static class ObjectStoreServices
{
    /// <summary>
    /// Adds <see cref="IObjectStore"/>: a bucket when one is named, otherwise local disk, and then also
    /// <see cref="FileSystemObjectStore"/> and <see cref="SignedLinks"/> for the gateway to serve it.
    /// </summary>
    public static IServiceCollection AddObjectStore(this IServiceCollection services, ObjectStoreOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        return options.BucketName is null ? services.AddLocalDisk(options.DataDirectory) : services.AddSingleton<IObjectStore, S3ObjectStore>();
    }

    private static IServiceCollection AddLocalDisk(this IServiceCollection services, string folder) => services
        .AddSingleton(_ => new SignedLinks(LinkSigningKey.Load(folder)))
        .AddSingleton(provider => new FileSystemObjectStore(
            folder, provider.GetRequiredService<SignedLinks>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IObjectStore>(provider => provider.GetRequiredService<FileSystemObjectStore>())
        .AddHostedService<DiskJanitor>();
}
