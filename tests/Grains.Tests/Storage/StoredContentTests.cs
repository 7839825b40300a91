using Downstream.Grains.Storage;
using Downstream.Grains.Tests.Files;

namespace Downstream.Grains.Tests.Storage;

public sealed class StoredContentTests
{
    private static readonly byte[] Object = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
    private readonly ManualClock _clock = new(longest: TimeSpan.FromSeconds(29));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(ObjectDisposedException))]
    public async Task A_read_that_breaks_goes_on_where_it_was(Type failure)
    {
        var resumedAt = new List<long>();
        await using var content = New(new Breaking(Object, breakAfter: 30, failure), (position, _) =>
        {
            resumedAt.Add(position);
            var rest = new Breaking(Object[(int)position..], breakAfter: 50);
            return Task.FromResult<(Stream, IDisposable)>((rest, rest));
        });

        var copy = new MemoryStream();
        var reading = content.CopyToAsync(copy, Cancellation);
        await _clock.PassWaitsUntilAsync(reading);
        await reading;

        Assert.Equal(Object, copy.ToArray());
        Assert.Equal([30, 80], resumedAt);
    }

    [Fact]
    public async Task A_resume_that_fails_is_tried_again()
    {
        var failures = 3;
        await using var content = New(new Breaking(Object, breakAfter: 30), (position, _) =>
        {
            if (failures-- > 0)
                throw new ObjectStoreUnavailableException("Away.", null);

            var rest = new MemoryStream(Object[(int)position..]);
            return Task.FromResult<(Stream, IDisposable)>((rest, rest));
        });

        var copy = new MemoryStream();
        var reading = content.CopyToAsync(copy, Cancellation);
        await _clock.PassWaitsUntilAsync(reading);
        await reading;

        Assert.Equal(Object, copy.ToArray());
    }

    [Fact]
    public async Task One_that_gets_nowhere_is_given_up()
    {
        var resumes = 0;
        await using var content = New(new Breaking(Object, breakAfter: 0), (_, _) =>
        {
            resumes++;
            var rest = new Breaking(Object, breakAfter: 0);
            return Task.FromResult<(Stream, IDisposable)>((rest, rest));
        });

        var reading = content.CopyToAsync(Stream.Null, Cancellation);
        await _clock.PassWaitsUntilAsync(reading.ContinueWith(_ => { }, TaskScheduler.Default));

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => reading);
        Assert.Equal(5, resumes);
    }

    [Fact]
    public async Task Without_a_way_to_resume_it_is_the_store_s_failure_at_once()
    {
        await using var content = New(new Breaking(Object, breakAfter: 30), null);
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => content.CopyToAsync(Stream.Null, Cancellation));
    }

    private StoredContent New(Stream content, Func<long, CancellationToken, Task<(Stream Content, IDisposable Owner)>>? resume) =>
        new(content, null, TimeSpan.FromSeconds(30), _clock) { Resume = resume };

    private sealed class Breaking(byte[] bytes, int breakAfter, Type? failure = null) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var left = breakAfter - (int)Position;
            if (left > 0 || Position == Length)
                return base.ReadAsync(buffer.Length > left && left > 0 ? buffer[..left] : buffer, cancellationToken);

            throw (Exception)Activator.CreateInstance(failure ?? typeof(IOException), "Broken.")!;
        }
    }
}
