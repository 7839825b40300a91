using Downstream.Grains.Origins;
using Downstream.Grains.Origins.Http;
using Downstream.Grains.Origins.Simulated;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Downstream.Grains;

/// <summary>Registers the origin.</summary>
public static class OriginServices
{
    /// <summary>Adds <see cref="IOrigin"/>. A bucket origin needs the object store to be registered too.</summary>
    public static IServiceCollection AddOrigin(this IServiceCollection services, OriginOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        return options.Kind switch
        {
            OriginKind.Simulated => services.AddSingleton<IOrigin, SimulatedOrigin>(),
            OriginKind.Bucket => services.AddSingleton<IOrigin, BucketOrigin>(),
            OriginKind.Http => services.AddSingleton<IOrigin, HttpOrigin>(),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "Not a kind of origin."),
        };
    }
}
