using Downstream.Grains.Origins;
using Downstream.Grains.Storage.Disk;
using Downstream.Grains.Tests.Storage;

namespace Downstream.Grains.Tests.Origins;

public sealed class BucketOriginTests : OriginSuite
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Has_nothing_to_send()
    {
        Assert.True(Origin.FillsStore);
        await Assert.ThrowsAsync<NotSupportedException>(() => Origin.CopyToAsync(Existing, kept: null, new Sink().OpenAsync, Cancellation));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    internal override async Task<IOrigin> CreateAsync()
    {
        var store = new FileSystemObjectStore(_folder.Path, new SignedLinks(new byte[32]), TimeProvider.System);
        await using var upload = await store.BeginUploadAsync("downloads/70000.zip", 3, version: null, Cancellation);
        await upload.Content.WriteAsync(new byte[] { 1, 2, 3 }, Cancellation);
        await upload.CompleteAsync(Cancellation);
        return new BucketOrigin(store);
    }
}
