using System.Net.Sockets;
using StackExchange.Redis;

namespace Downstream.Grains.Jobs.Store;

/// <summary>Asks Redis so that it fails with the client's own exceptions alone.</summary>
public static class RedisCalls
{
    /// <summary>
    /// Asks. While a connection breaks the client tells of some calls with whatever its sockets and pipes threw, which says
    /// nothing of Redis, and would be taken for a defect here or in another process.
    /// </summary>
    /// <exception cref="RedisException">Redis is away, or refuses.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception broken) when (broken is InvalidOperationException or IOException or SocketException or OperationCanceledException)
        {
            throw new RedisConnectionException(ConnectionFailureType.SocketFailure, "The connection to Redis broke.", broken);
        }
    }

    /// <inheritdoc cref="AskAsync{T}"/>
    public static Task AskAsync(Func<Task> ask) => AskAsync(async () =>
    {
        await ask();
        return true;
    });
}
