using StackExchange.Redis;

namespace Downstream.Grains.Jobs.Store;

/// <summary>The database of the connection that all of the process share, once there is one.</summary>
internal delegate Task<IDatabase> RedisDatabase();

internal static class RedisDatabaseQuestions
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Asks the database. It is given five seconds to be there, and five to answer.</summary>
    /// <exception cref="TimeoutException">It took longer.</exception>
    /// <exception cref="RedisException">Redis is away, or refuses.</exception>
    public static Task<T> AskAsync<T>(this RedisDatabase redis, Func<IDatabase, Task<T>> ask, TimeProvider time) =>
        RedisCalls.AskAsync(async () => await ask(await redis().WaitAsync(Limit, time)).WaitAsync(Limit, time));
}
