using System.Net;
using Downstream.Grains;
using Downstream.Grains.Jobs.Store;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Clustering.Redis;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;

namespace Downstream.Silo.Hosting;

/// <summary>Makes a process a member of the cluster, on Redis or on the embedded store, with the same providers either way.</summary>
internal static class ClusterHosting
{
    private const string ServiceId = "downstream";

    /// <summary>Adds the silo. Without grains the process is a member that only calls.</summary>
    public static WebApplicationBuilder AddCluster(
        this WebApplicationBuilder builder, Settings settings, bool withGrains, Action<ISiloBuilder>? configure = null)
    {
        var cluster = ClusterSettings.Read(settings);
        var grains = GrainSettings.Read(settings, cluster.DataDirectory);
        var isEmbedded = cluster.IsEmbedded;
        var otherForm = isEmbedded
            ? new SettingException("DATA_DIR", cluster.DataDirectory, StateFormat.Expected)
            : settings.Invalid("REDIS_URL", StateFormat.Expected, secret: true);
        if (isEmbedded)
        {
            var store = EmbeddedStore.Start(cluster.DataDirectory);
            store.ForgetMembers(MembersKey(cluster.ClusterId));
            builder.Services.AddSingleton(_ => store);
            cluster = cluster with { Redis = store.Configuration };
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services =>
        {
            // Made before the connection, and so closed after it.
            _ = services.GetService<EmbeddedStore>();
            return ActivatorUtilities.CreateInstance<RedisConnection>(services, cluster.Redis!);
        });
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<StateFormat>(services, otherForm));
        builder.Host.UseOrleans(silo =>
        {
            Configure(silo, cluster, grains, withGrains);
            configure?.Invoke(silo);
        });
        builder.Services.AddHealthChecks().AddCheck<StateCheck>(StateCheck.Name, timeout: StateCheck.Limit);
        builder.Services.AddRecovery();
        if (!isEmbedded)
            builder.Services.AddHostedService<RedisFoundation>();

        if (withGrains)
            grains.AddTo(builder.Services);

        return builder;
    }

    private static void Configure(ISiloBuilder silo, ClusterSettings cluster, GrainSettings grains, bool withGrains)
    {
        silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (cluster.ClusterId, ServiceId));
        silo.Configure<EndpointOptions>(o =>
        {
            o.AdvertisedIPAddress = cluster.SiloAddress;
            o.SiloPort = cluster.SiloPort == 0 ? EmbeddedStore.FreePort() : cluster.SiloPort;
            o.GatewayPort = 0;
            if (IPAddress.IsLoopback(cluster.SiloAddress))
                o.SiloListeningEndpoint = new IPEndPoint(cluster.SiloAddress, o.SiloPort);
        });
        silo.Configure<ClusterMembershipOptions>(MembershipTuning.Apply);
        silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = o.SystemResponseTimeout = MembershipTuning.ResponseTimeout);
        silo.AddActivityPropagation();
        silo.Services.Configure<ExceptionSerializationOptions>(CarryEveryFailure);

        // Experimental still, and pinned: with the default one the death of a member deactivates grains on the others.
#pragma warning disable ORLEANSEXP003
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.Configure<GrainDirectoryOptions>(o => o.RangeLeaseDuration = TimeSpan.Zero);

        silo.UseRedisClustering(o => (o.ConfigurationOptions, o.CreateRedisKey) = (cluster.Redis, c => MembersKey(c.ClusterId)));
        silo.Services.AddOptions<RedisClusteringOptions>().Configure<RedisConnection>((o, c) => o.CreateMultiplexer = _ => c.SharedAsync());
        silo.UseRedisState(cluster.Redis!);

        if (!withGrains)
            silo.Configure<GrainTypeOptions>(o => o.Classes.RemoveWhere(t => t.Assembly == typeof(GrainServices).Assembly));
    }

    /// <summary>
    /// Has every exception cross to other members as what it is. Those of libraries, Redis' among them, would otherwise
    /// arrive as one of the serializer, and an outage that passes be taken for a defect.
    /// </summary>
    public static void CarryEveryFailure(ExceptionSerializationOptions options) => options.SupportedExceptionTypeFilter = static _ => true;

    /// <summary>State and reminders on Redis. Needs a <see cref="RedisConnection"/> among the services.</summary>
    public static ISiloBuilder UseRedisState(this ISiloBuilder silo, ConfigurationOptions redis)
    {
        silo.Services.TryAddSingleton<OrleansGrainStorageSerializer>();
        silo.Services.AddSingleton<IStateLifetime, RedisStateLifetime>();
        silo.Services.AddSingleton<RedisDatabase>(services => async () => (await services.GetRequiredService<RedisConnection>().GetAsync()).GetDatabase());
        silo.Services.AddSingleton<IJobStore, RedisJobStore>().AddSingleton<IUnfinishedJobs, RedisUnfinishedJobs>();
        silo.Services.AddSingleton<StateCheck>();
        silo.AddRedisGrainStorage(StateStorage.Name, o => o.Configure<RedisConnection, OrleansGrainStorageSerializer, IOptions<ClusterOptions>>((options, connection, serializer, cluster) =>
        {
            options.GetStorageKey = (stateName, grainId) => RedisStateLifetime.Key(cluster.Value.ServiceId, stateName, grainId);
            options.ConfigurationOptions = redis;
            options.CreateMultiplexer = _ => connection.SharedAsync();
            options.DeleteStateOnClear = true;
            options.GrainStorageSerializer = serializer;
        }));
        silo.Configure<ReminderOptions>(o => o.RefreshReminderListPeriod = TimeSpan.FromSeconds(30));
        silo.UseRedisReminderService(o => o.ConfigurationOptions = redis);
        silo.Services.AddOptions<RedisReminderTableOptions>().Configure<RedisConnection>((o, c) => o.CreateMultiplexer = _ => c.SharedAsync());
        return silo;
    }

    private static RedisKey MembersKey(string clusterId) => $"{ServiceId}/members/{clusterId}";
}
