namespace Downstream.Grains.Tests.Origins;

/// <summary>Where an origin sends a file in a test.</summary>
internal sealed class Sink : MemoryStream
{
    public int Opened { get; private set; }

    public long? Announced { get; private set; }

    public byte[] Bytes => ToArray();

    public Task<Stream> OpenAsync(long? length, CancellationToken cancellationToken)
    {
        Opened++;
        Announced = length;
        return Task.FromResult<Stream>(this);
    }
}
