using System.Net.Sockets;
using Downstream.Grains.Jobs.Store;
using StackExchange.Redis;

namespace Downstream.Grains.Tests.Jobs;

public sealed class RedisCallsTests
{
    /// <summary>What the client of Redis was seen to tell of calls while a connection broke, and what is of the same kinds.</summary>
    public static TheoryData<Exception> Broken { get; } =
    [
        new InvalidOperationException("Writing is not allowed after writer was completed."),
        new IOException("Connection reset by peer", new SocketException((int)SocketError.ConnectionReset)),
        new SocketException((int)SocketError.ConnectionReset),
        new OperationCanceledException("The connection was aborted"),
        new ObjectDisposedException("a connection"),
    ];

    public static TheoryData<Exception> Known { get; } =
    [
        new RedisConnectionException(ConnectionFailureType.UnableToConnect, "away"),
        new RedisServerException("OOM"),
        new RedisTimeoutException("late", CommandStatus.Sent),
        new TimeoutException("late"),
        new ArgumentException("a defect"),
    ];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task What_sockets_and_pipes_throw_is_told_as_a_broken_connection(Exception thrown)
    {
        var failure = await Assert.ThrowsAsync<RedisConnectionException>(() => RedisCalls.AskAsync(() => Task.FromException<int>(thrown)));

        Assert.Same(thrown, failure.InnerException);
        await Assert.ThrowsAsync<RedisConnectionException>(() => RedisCalls.AskAsync<int>(() => throw thrown));
    }

    [Theory]
    [MemberData(nameof(Known))]
    public async Task The_clients_own_failures_and_defects_stay_what_they_are(Exception thrown) =>
        Assert.Same(thrown, await Assert.ThrowsAnyAsync<Exception>(() => RedisCalls.AskAsync(() => Task.FromException<int>(thrown))));
}
