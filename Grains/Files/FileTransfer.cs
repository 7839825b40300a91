using System.Diagnostics;
using Downstream.Grains.Origins;
using Downstream.Grains.Storage;
using Downstream.Grains.Telemetry;

namespace Downstream.Grains.Files;

/// <summary>
/// A file on its way from the origin into the store, over as many tries as it takes: what the store has of it is kept
/// between them, and not asked for again.
/// </summary>
internal sealed class FileTransfer(
    int fileId, IOrigin origin, IObjectStore store, KeptTransfers places, TransferProgress progress, FilePreparationMetrics metrics) : IAsyncDisposable
{
    /// <summary>Less is sooner read again.</summary>
    public const int WorthKeeping = 1024 * 1024;

    private ObjectUpload? _upload;
    private OriginFile? _file;
    private long _written;
    private bool _isWhole;
    private bool _hasPlace;

    /// <summary>How many bytes the last try left to the next one.</summary>
    public long Kept { get; private set; }

    /// <summary>Goes on where the last try ended.</summary>
    /// <param name="onProgress">Called whenever bytes arrived.</param>
    /// <param name="cancellationToken">Stops the try.</param>
    public async Task<(long Size, uint Crc32)> TryAsync(Action onProgress, CancellationToken cancellationToken)
    {
        GiveUpPlace();
        try
        {
            if (!_isWhole)
                await ReceiveAsync(onProgress, cancellationToken);

            if (_upload is null)
                throw new InvalidOperationException("The origin sent nothing.");

            using (Begin("store.write"))
                return (await _upload.CompleteAsync(cancellationToken), _upload.Crc32);
        }
        catch
        {
            await KeepAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        GiveUpPlace();
        await DropAsync();
    }

    private async Task ReceiveAsync(Action onProgress, CancellationToken cancellationToken)
    {
        using var activity = Begin("origin.read");
        var kept = _upload is null ? null : new KeptPart(_file!, Kept);
        await origin.CopyToAsync(fileId, kept, OpenAsync, cancellationToken);
        _isWhole = true;

        async Task<Stream> OpenAsync(OriginFile file, long position, CancellationToken token)
        {
            if (position == 0)
            {
                await DropAsync();
                (_file, _written) = (file, 0);
                _upload = await store.BeginUploadAsync(ObjectKeys.File(fileId), file.Size, file.Version, token);
            }

            progress.BeginTransfer(file.Size, position);
            return new Content(this, _upload!.Content, onProgress);
        }
    }

    private async Task KeepAsync()
    {
        if (_upload is null)
            return;

        Kept = await _upload.PauseAsync();
        _isWhole = Kept == (_file!.Size ?? (_isWhole ? _written : null));
        _written = Kept;
        if (Kept < WorthKeeping || !(_isWhole || _file.ResumeBy is not null) || !(_hasPlace = places.TryTake()))
            await DropAsync();
    }

    private async Task DropAsync()
    {
        (var upload, _upload, _isWhole, Kept) = (_upload, null, false, 0);
        if (upload is not null)
            await upload.DisposeAsync();
    }

    private void GiveUpPlace()
    {
        if (_hasPlace)
            places.Release();

        _hasPlace = false;
    }

    private Activity? Begin(string name) =>
        DownstreamActivities.Source.StartActivity(name)?.SetTag(DownstreamActivities.FileId, fileId);

    /// <summary>Counts what goes through.</summary>
    private sealed class Content(FileTransfer transfer, Stream target, Action onProgress) : UploadContent
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await target.WriteAsync(buffer, cancellationToken);
            transfer._written += buffer.Length;
            transfer.Count(buffer.Length);
            onProgress();
        }
    }

    private void Count(int bytes)
    {
        progress.Add(bytes);
        metrics.BytesTransferred(bytes);
    }
}
