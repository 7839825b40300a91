using Downstream.EndToEnd.Tests.Running;

namespace Downstream.EndToEnd.Tests.Proxies;

/// <summary>A gateway on its own that trusts the proxies in front of it, with a big archive. All of them hand out the same, so that little is written to the disk.</summary>
public sealed class ProxiedGateway : IAsyncLifetime
{
    public const string Name = "Proxies of one gateway";

    private const int LargestBytes = 64 << 20;

    internal RunningGateway Gateway { get; private set; } = null!;

    internal AcceptedJob Job { get; private set; } = null!;

    internal JobDocument End { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;

        // Between two requests no window of the rate limit may end: what they leave of it is compared.
        Gateway = await RunningGateway.StartAsync(
            cancellationToken,
            ("DOWNLOAD_DELAY_ENABLED", "false"),
            ("SIMULATED_FILE_MAX_BYTES", $"{LargestBytes}"),
            ("TRUSTED_PROXIES", "127.0.0.1"),
            ("RATE_LIMIT_WINDOW_MS", "3600000"));
        Job = await Gateway.InitiateAsync(Enumerable.Range(0, 4).Select(i => 70000 + (7 * i)), cancellationToken);
        End = await Gateway.WaitForEndAsync(Job, cancellationToken);
    }

    public ValueTask DisposeAsync() => Gateway?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>What shares the gateway.</summary>
[CollectionDefinition(ProxiedGateway.Name)]
public sealed class ProxiesOfOneGateway : ICollectionFixture<ProxiedGateway>;
