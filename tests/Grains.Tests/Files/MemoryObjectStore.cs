using System.Collections.Concurrent;
using Downstream.Grains.Storage;

namespace Downstream.Grains.Tests.Files;

/// <summary>An object store that goes away when it is told to.</summary>
internal sealed class MemoryObjectStore : IObjectStore
{
    public ConcurrentDictionary<string, byte[]> Objects { get; } = [];

    /// <summary>Asked before each operation; throws what that operation is to throw.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>What every read waits for, whether it is cancelled or not.</summary>
    public Task Reads { get; set; } = Task.CompletedTask;

    public int Aborted { get; private set; }

    /// <summary>What the last upload said of its length.</summary>
    public long? AnnouncedLength { get; private set; }

    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Before("find");
        return Objects.TryGetValue(key, out var bytes) ? new StoredObject(bytes.Length, DateTimeOffset.UnixEpoch) : null;
    }

    public async Task<ObjectUpload> BeginUploadAsync(string key, long? length, string? version, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Before("begin");
        AnnouncedLength = length;
        return new Upload(this, key);
    }

    public Task<string?> FindVersionAsync(string key, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public async Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        Before("read");
        await Reads;
        return Objects.TryGetValue(key, out var bytes) ? new MemoryStream(bytes) : null;
    }

    public Task RenewAsync(string key, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        Objects.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public string CreateLink(string key, string fileName, TimeSpan lifetime) => key;

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public static void Away(string operation) => throw new ObjectStoreUnavailableException("Away.", null);

    private sealed class Upload(MemoryObjectStore store, string key) : ObjectUpload
    {
        private readonly MemoryStream _content = new();
        private bool _completed;

        public override Stream Content => _content;

        public override uint Crc32 => System.IO.Hashing.Crc32.HashToUInt32(_content.ToArray());

        public override Task<long> PauseAsync() => Task.FromResult(_content.Length);

        public override async Task<long> CompleteAsync(CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            store.Before("complete");
            store.Objects[key] = _content.ToArray();
            _completed = true;
            return _content.Length;
        }

        public override async ValueTask DisposeAsync()
        {
            await _content.DisposeAsync();
            if (!_completed)
                store.Aborted++;
        }
    }
}
