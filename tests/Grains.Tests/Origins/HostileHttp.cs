using System.Security.Cryptography;
using Downstream.Grains.Origins;
using Downstream.Grains.Origins.Http;
using Downstream.Testing;

namespace Downstream.Grains.Tests.Origins;

/// <summary>A hostile server, the origin that asks it, and what comes of that.</summary>
internal sealed class HostileHttp : IAsyncDisposable
{
    public const int Size = 300_000;

    private HostileHttp(HostileOrigin server)
    {
        Server = server;
        server.Content = Content;
        Options.UrlTemplate = server.UrlTemplate;
        Origin = new HttpOrigin(Options, TimeProvider.System);
    }

    public HostileOrigin Server { get; }

    public byte[] Content { get; } = RandomNumberGenerator.GetBytes(Size);

    public Sink Sink { get; } = new();

    /// <summary>Read at each transfer: a test may change them.</summary>
    public OriginOptions Options { get; } = new() { Kind = OriginKind.Http, ResumeDelay = TimeSpan.Zero, MaxResumes = 3 };

    public HttpOrigin Origin { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<HostileHttp> StartAsync() => new(await HostileOrigin.StartAsync(Cancellation));

    public Task CopyAsync(int fileId, HttpOrigin? origin = null) => (origin ?? Origin).CopyToAsync(fileId, kept: null, Sink.OpenAsync, Cancellation);

    public async Task<OriginException> FailsAsync(int fileId, string code, bool mayPass, HttpOrigin? origin = null)
    {
        var failure = await Assert.ThrowsAsync<OriginException>(() => CopyAsync(fileId, origin));
        Assert.Equal((code, mayPass), (failure.Code, failure.MayPass));
        Assert.DoesNotContain(HostileOrigin.Secret, failure.ToString(), StringComparison.Ordinal);
        return failure;
    }

    public async ValueTask DisposeAsync()
    {
        Origin.Dispose();
        await Server.DisposeAsync();
    }
}
