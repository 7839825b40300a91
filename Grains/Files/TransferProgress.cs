namespace Downstream.Grains.Files;

/// <summary>How far the transfer of a file is. Written by the transfer, read by anybody.</summary>
public sealed class TransferProgress
{
    private const long Unknown = -1;

    private long _bytesDone;
    private long _bytesTotal = Unknown;
    private int _attempt;

    /// <summary>Bytes that are written, those that an earlier attempt left included.</summary>
    public long BytesDone => Interlocked.Read(ref _bytesDone);

    /// <summary>Bytes that there are to write; null when the origin does not say.</summary>
    public long? BytesTotal => Interlocked.Read(ref _bytesTotal) is var total and not Unknown ? total : null;

    /// <summary>Which attempt it is, from 1; 0 before the first.</summary>
    public int Attempt => Volatile.Read(ref _attempt);

    /// <summary>Tenths of a percent, 0 to 1000; null while the total is not known.</summary>
    public int? Tenths => BytesTotal is { } total and > 0 ? (int)Math.Min(1000, BytesDone * 1000d / total) : null;

    internal void BeginAttempt(int attempt)
    {
        Volatile.Write(ref _attempt, attempt);
        BeginTransfer(null, 0);
    }

    internal void BeginTransfer(long? total, long done)
    {
        Interlocked.Exchange(ref _bytesDone, done);
        Interlocked.Exchange(ref _bytesTotal, total ?? Unknown);
    }

    internal void Add(int bytes) => Interlocked.Add(ref _bytesDone, bytes);
}
