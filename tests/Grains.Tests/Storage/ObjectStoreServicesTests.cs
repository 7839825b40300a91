using Downstream.Grains.Origins;
using Downstream.Grains.Origins.Http;
using Downstream.Grains.Origins.Simulated;
using Downstream.Grains.Storage;
using Downstream.Grains.Storage.Disk;
using Downstream.Grains.Storage.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Downstream.Grains.Tests.Storage;

public sealed class ObjectStoreServicesTests
{
    [Fact]
    public async Task Without_a_bucket_files_live_on_local_disk_and_links_outlive_the_process()
    {
        using var folder = new TemporaryFolder();
        var options = new ObjectStoreOptions { DataDirectory = folder.Path };
        await using var one = Build(services => services.AddObjectStore(options));
        await using var next = Build(services => services.AddObjectStore(options));

        var store = Assert.IsType<FileSystemObjectStore>(one.GetRequiredService<IObjectStore>());
        Assert.Same(store, one.GetRequiredService<FileSystemObjectStore>());
        Assert.IsType<DiskJanitor>(Assert.Single(one.GetServices<IHostedService>()));
        var expires = TimeProvider.System.GetUtcNow().AddMinutes(1);
        Assert.Equal(
            one.GetRequiredService<SignedLinks>().Create("downloads/7.zip", "7.zip", expires),
            next.GetRequiredService<SignedLinks>().Create("downloads/7.zip", "7.zip", expires));
    }

    [Fact]
    public async Task With_a_bucket_nothing_is_kept_on_local_disk()
    {
        await using var provider = Build(services => services.AddObjectStore(new ObjectStoreOptions { BucketName = "bucket" }));

        Assert.IsType<S3ObjectStore>(provider.GetRequiredService<IObjectStore>());
        Assert.Null(provider.GetService<FileSystemObjectStore>());
        Assert.Empty(provider.GetServices<IHostedService>());
    }

    [Theory]
    [InlineData(OriginKind.Simulated, typeof(SimulatedOrigin))]
    [InlineData(OriginKind.Bucket, typeof(BucketOrigin))]
    [InlineData(OriginKind.Http, typeof(HttpOrigin))]
    public async Task The_origin_is_of_the_kind_that_was_asked_for(OriginKind kind, Type expected)
    {
        using var folder = new TemporaryFolder();
        await using var provider = Build(services => services
            .AddObjectStore(new ObjectStoreOptions { DataDirectory = folder.Path })
            .AddOrigin(new OriginOptions { Kind = kind, UrlTemplate = "http://127.0.0.1/{file_id}" }));

        Assert.IsType(expected, provider.GetRequiredService<IOrigin>());
    }

    private static ServiceProvider Build(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection().AddLogging();
        add(services);
        return services.BuildServiceProvider(validateScopes: true);
    }
}
