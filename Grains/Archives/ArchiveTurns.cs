namespace Downstream.Grains.Archives;

/// <summary>
/// Bounds the archives that are written at once, since each holds a part of its upload in memory. Every class of sizes
/// has places of its own: an archive of a megabyte waits for others of its kind, never for one of a terabyte.
/// </summary>
internal sealed class ArchiveTurns : IDisposable
{
    /// <summary>Up to here an archive goes up in one request and holds no more than itself.</summary>
    public const long MostOfSmall = 8L * 1024 * 1024;

    public const long MostOfMiddling = 1024L * 1024 * 1024;

    public const int Places = 4;

    private readonly SemaphoreSlim _small = new(Places);
    private readonly SemaphoreSlim _middling = new(Places);
    private readonly SemaphoreSlim _large = new(Places / 2);

    /// <summary>Waits for a turn, in order of arrival. It is given back by releasing what is returned.</summary>
    public async Task<SemaphoreSlim> WaitAsync(long length, CancellationToken cancellationToken)
    {
        var turns = length <= MostOfSmall ? _small : length <= MostOfMiddling ? _middling : _large;
        await turns.WaitAsync(cancellationToken);
        return turns;
    }

    public void Dispose()
    {
        _small.Dispose();
        _middling.Dispose();
        _large.Dispose();
    }
}
