namespace Downstream.Grains.Storage;

/// <summary>
/// The bytes of an object while they are read: a read that takes too long, or breaks off, goes on where it was, if the
/// store can; otherwise it is the store's failure and reads as one.
/// </summary>
internal sealed class StoredContent(Stream content, IDisposable? owner, TimeSpan stallLimit, TimeProvider timeProvider) : Stream
{
    /// <summary>How often in a row it is resumed without a byte having come.</summary>
    private const int MostResumes = 5;

    /// <summary>Before the first resume; it doubles. All together it is half a minute, in which a store comes back from a restart.</summary>
    private static readonly TimeSpan ResumeDelay = TimeSpan.FromSeconds(1);

    private Stream _content = content;
    private IDisposable? _owner = owner;
    private long _read;
    private int _resumes;
    private bool _isBroken;

    /// <summary>Opens the rest of the object from a place on; null where that cannot be done.</summary>
    public Func<long, CancellationToken, Task<(Stream Content, IDisposable Owner)>>? Resume { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                if (_isBroken)
                    await ReopenAsync(cancellationToken);

                var count = await ReadOnceAsync(buffer, cancellationToken);
                _read += count;
                _resumes = 0;
                return count;
            }
            catch (ObjectStoreUnavailableException) when (Resume is not null && _resumes < MostResumes)
            {
                _isBroken = true;
            }

            await Task.Delay(ResumeDelay * Math.Pow(2, _resumes++), timeProvider, cancellationToken);
        }
    }

    private async Task ReopenAsync(CancellationToken cancellationToken)
    {
        await ReleaseAsync();
        (_content, _owner) = (Null, null);
        (_content, _owner) = await Resume!(_read, cancellationToken);
        _isBroken = false;
    }

    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(stallLimit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await _content.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ObjectStoreUnavailableException("The object store stopped sending.", failure);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or ObjectDisposedException)
        {
            // The last: a limit that ran out just when a read was done has closed the connection under the next one.
            throw new ObjectStoreUnavailableException("The object store broke off.", failure);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous reads are supported.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await ReleaseAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
            _owner?.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask ReleaseAsync()
    {
        await _content.DisposeAsync();
        _owner?.Dispose();
    }
}
