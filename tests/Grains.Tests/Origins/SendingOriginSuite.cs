using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Origins;

namespace Downstream.Grains.Tests.Origins;

/// <summary>What every origin does that sends its files itself.</summary>
public abstract class SendingOriginSuite : OriginSuite
{
    [Fact]
    public async Task Sends_as_many_bytes_as_it_announced()
    {
        var sink = new Sink();

        await Origin.CopyToAsync(Existing, kept: null, sink.OpenAsync, Cancellation);

        Assert.Equal(1, sink.Opened);
        Assert.Equal(sink.Announced, sink.Bytes.Length);
        Assert.Equal((await Origin.FindAsync(Existing, Cancellation))!.Size, sink.Bytes.Length);
    }

    [Fact]
    public async Task Sends_nothing_of_a_missing_file()
    {
        var sink = new Sink();

        var failure = await Assert.ThrowsAsync<OriginException>(() => Origin.CopyToAsync(Missing, kept: null, sink.OpenAsync, Cancellation));

        Assert.Equal((FileErrors.NotFound, false), (failure.Code, failure.MayPass));
        Assert.Equal(0, sink.Opened);
    }

    [Fact]
    public async Task Stops_when_it_is_cancelled()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var sink = new Sink();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Origin.CopyToAsync(Existing, kept: null, CancelAndOpenAsync, source.Token));

        async Task<Stream> CancelAndOpenAsync(OriginFile file, long position, CancellationToken cancellationToken)
        {
            await source.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return await sink.OpenAsync(file, position, cancellationToken);
        }
    }
}
