using System.Collections.Concurrent;
using Downstream.Gateway.RateLimiting;

namespace Downstream.Gateway.Tests.RateLimiting;

/// <summary>The windows of addresses that gateways share, by the clock of a test.</summary>
internal sealed class FakeLeases(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, FakeWindow> _windows = [];

    public TimeProvider Time { get; } = time;

    /// <summary>What every call fails with.</summary>
    public Exception? Failure { get; set; }

    public FakeWindow Of(string address) => _windows.GetOrAdd(address, _ => new FakeWindow(Time));

    public Task<RateLimitLease> TakeAsync(string address, int wanted, RateLimitOptions limit) =>
        Failure is { } failure ? Task.FromException<RateLimitLease>(failure) : Of(address).TakeAsync(wanted, limit);
}
