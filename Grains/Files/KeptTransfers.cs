namespace Downstream.Grains.Files;

/// <summary>
/// Bounds the transfers that are kept between two tries, when they hold no slot: each has a file open, or an upload in
/// the bucket. One more begins anew.
/// </summary>
internal sealed class KeptTransfers
{
    public const int Most = 64;

    private int _count;

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _count) <= Most)
            return true;

        Release();
        return false;
    }

    public void Release() => Interlocked.Decrement(ref _count);
}
