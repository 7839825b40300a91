using System.Net.Sockets;
using Pipelines.Sockets.Unofficial;
using StackExchange.Redis;

namespace Downstream.Silo.Hosting;

/// <summary>
/// Which failures say that Redis is away, or cannot do now what it is asked. Its client has exceptions of its own for that;
/// but what was on its way when a connection broke is now and then told of with what the socket threw.
/// </summary>
internal static class RedisOutages
{
    public static bool IsOne(Exception failure) => failure is RedisException or TimeoutException
        or ConnectionResetException or ConnectionAbortedException or SocketException;
}
