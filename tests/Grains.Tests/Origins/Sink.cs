using Downstream.Grains.Origins;

namespace Downstream.Grains.Tests.Origins;

/// <summary>Where an origin sends a file in a test.</summary>
internal sealed class Sink : MemoryStream
{
    public int Opened { get; private set; }

    public long? Announced { get; private set; }

    public byte[] Bytes => ToArray();

    public OriginFile? File { get; private set; }

    public Task<Stream> OpenAsync(OriginFile file, long position, CancellationToken cancellationToken)
    {
        Opened++;
        File = file;
        Announced = file.Size;
        SetLength(position);
        Position = position;
        return Task.FromResult<Stream>(this);
    }
}
