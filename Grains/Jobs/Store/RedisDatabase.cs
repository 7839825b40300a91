using StackExchange.Redis;

namespace Downstream.Grains.Jobs.Store;

/// <summary>The database of the connection that all of the process share, once there is one.</summary>
internal delegate Task<IDatabase> RedisDatabase();
