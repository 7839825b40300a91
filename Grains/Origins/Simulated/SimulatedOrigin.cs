namespace Downstream.Grains.Origins.Simulated;

/// <summary>
/// Files that are made up on the way: every seventh id exists. A file is a valid ZIP with one stored entry, the same
/// bytes for the same id and largest size.
/// </summary>
internal sealed class SimulatedOrigin(OriginOptions options) : IOrigin
{
    public bool FillsStore => false;

    public Task<OriginFile?> FindAsync(int fileId, CancellationToken cancellationToken) =>
        Task.FromResult(Exists(fileId) ? new OriginFile(SizeOf(fileId)) : null);

    public async Task CopyToAsync(int fileId, KeptPart? kept, OpenTarget destination, CancellationToken cancellationToken)
    {
        if (!Exists(fileId))
            throw OriginFailures.NotFound();

        var size = SizeOf(fileId);
        var zip = new SimulatedZip(fileId, size);
        await zip.WriteAsync(await destination(new OriginFile(size), 0, cancellationToken), cancellationToken);
    }

    private static bool Exists(int fileId) => fileId % 7 == 0;

    private int SizeOf(int fileId)
    {
        var range = (ulong)(options.SimulatedFileMaxBytes - OriginOptions.SimulatedFileMinBytes + 1);
        return OriginOptions.SimulatedFileMinBytes + (int)(SimulatedZip.Mix((ulong)fileId) % range);
    }
}
