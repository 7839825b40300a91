using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests;

/// <summary>Whatever supervises a process learns from its exit code whether it ended because it was told to. A gateway's 0 is in <see cref="StopTests"/>.</summary>
public sealed class ExitCodeTests
{
    private const int Fault = 70;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_whose_service_breaks_stops_in_order_and_says_so()
    {
        await using var gateway = new GatewayProcess(BreakingService.Settings);
        gateway.Launch();
        await gateway.WaitForExitAsync(Limit, Cancellation);

        Assert.True(gateway.ExitCode == Fault, $"exit code {gateway.ExitCode}\n{gateway.Output}");
        Assert.Contains(gateway.Output.Lines, line => line.Contains("The service broke.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_silo_whose_service_breaks_stops_in_order_and_says_so()
    {
        await using var redis = await RedisServer.StartNewAsync(Cancellation);
        await using var silo = new SiloProcess([.. Member(redis), .. BreakingService.Settings]);
        silo.Launch();
        await silo.WaitForExitAsync(Limit, Cancellation);

        Assert.True(silo.ExitCode == Fault, $"exit code {silo.ExitCode}\n{silo.Output}");
    }

    /// <summary>Also one that waits for its object store.</summary>
    [Fact]
    public async Task A_silo_that_is_told_to_stop_ends_with_0()
    {
        await using var redis = await RedisServer.StartNewAsync(Cancellation);
        await using var silo = new SiloProcess(Member(redis));
        silo.Launch();
        await Poll.UntilAsync(
            () => Task.FromResult(silo.Output.Lines.Any(line => line.Contains("Application started", StringComparison.Ordinal))),
            Poll.Limit, Cancellation, () => silo.Output.ToString()!);
        await silo.StopAsync(Limit, Cancellation);

        Assert.True(silo.ExitCode == 0, $"exit code {silo.ExitCode}\n{silo.Output}");
    }

    internal static (string Name, string Value)[] Member(RedisServer redis) =>
    [
        ("REDIS_URL", redis.Url),
        ("SILO_ADDRESS", "127.0.0.1"),
        .. S3Server.Settings(FreePort.Next(), "downloads"),
    ];
}
