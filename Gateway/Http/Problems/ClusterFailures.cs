using Orleans.Persistence.Redis;
using Orleans.Runtime.Messaging;
using Orleans.Storage;
using StackExchange.Redis;

namespace Downstream.Gateway.Http.Problems;

/// <summary>Tells the failures of the cluster that pass (a silo died, its state store does not answer) from bugs.</summary>
internal static class ClusterFailures
{
    private const int MaxDepth = 8;

    public static bool IsUnavailable(Exception? exception)
    {
        for (var depth = 0; exception is not null && depth < MaxDepth; depth++, exception = exception.InnerException)
        {
            if (IsWithoutSilo(exception) || IsRuntimesOwn(exception) || exception is TimeoutException
                or OperationCanceledException
                or OrleansMessageRejectionException
                or ConnectionFailedException
                or ClientNotAvailableException
                or GatewayTooBusyException
                or LimitExceededException
                or InconsistentStateException
                or RedisStorageException
                or RedisException)
                return true;
        }

        return false;
    }

    /// <summary>The runtime's word for what it cannot do now, such as to place a grain while the last silo is being declared dead.</summary>
    private static bool IsRuntimesOwn(Exception exception) => exception.GetType() == typeof(OrleansException);

    /// <summary>With no silo among the members nobody implements the grains, and asking for one is called a wrong argument.</summary>
    private static bool IsWithoutSilo(Exception exception) =>
        exception is ArgumentException && exception.TargetSite?.DeclaringType?.Assembly == typeof(GrainInterfaceTypeToGrainTypeResolver).Assembly;
}
