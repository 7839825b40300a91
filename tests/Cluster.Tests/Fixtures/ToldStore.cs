using Downstream.Grains.Storage;

namespace Downstream.Cluster.Tests.Fixtures;

/// <summary>A store that says of objects what it is told to, and holds none.</summary>
internal sealed class ToldStore : IObjectStore
{
    public Func<string, CancellationToken, Task<long?>> Says { get; set; } = HasNothing;

    public Func<CancellationToken, Task> Renews { get; set; } = _ => Task.CompletedTask;

    public static Task<long?> HasNothing(string key, CancellationToken cancellationToken) => Task.FromResult<long?>(null);

    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken) =>
        await Says(key, cancellationToken) is { } size ? new StoredObject(size, DateTimeOffset.UnixEpoch) : null;

    public Task<ObjectUpload> BeginUploadAsync(string key, long? length, string? version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string?> FindVersionAsync(string key, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) => Task.FromResult<Stream?>(null);

    public Task RenewAsync(string key, CancellationToken cancellationToken) => Renews(cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Task.CompletedTask;

    public string CreateLink(string key, string fileName, TimeSpan lifetime) => throw new NotSupportedException();

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
