using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Grains.Abstractions;

/// <summary>
/// References to the grains that are called most. Orleans' factory looks the attributes of the interface up for each
/// reference that it makes by it, which is a few percent of what a submit costs; here that is done once.
/// </summary>
public static class GrainReferences
{
    /// <summary>The grain of a job.</summary>
    public static IJobGrain Job(this IGrainFactory grains, Guid jobId) => Known<IJobGrain>.Type is { } type
        ? (IJobGrain)type.Reference(grains, GrainIdKeyExtensions.CreateGuidKey(jobId))
        : Known<IJobGrain>.Learn(grains.GetGrain<IJobGrain>(jobId));

    /// <summary>The grain of a file.</summary>
    public static IFileGrain File(this IGrainFactory grains, int fileId) => Known<IFileGrain>.Type is { } type
        ? (IFileGrain)type.Reference(grains, GrainIdKeyExtensions.CreateIntegerKey(fileId))
        : Known<IFileGrain>.Learn(grains.GetGrain<IFileGrain>(fileId));

    /// <summary>The grain of a caller's jobs.</summary>
    public static ICallerJobsGrain CallerJobs(this IGrainFactory grains, string caller) => Known<ICallerJobsGrain>.Type is { } type
        ? (ICallerJobsGrain)type.Reference(grains, IdSpan.Create(caller))
        : Known<ICallerJobsGrain>.Learn(grains.GetGrain<ICallerJobsGrain>(caller));

    private sealed record KnownType(GrainType Grain, GrainInterfaceType Interface)
    {
        public IAddressable Reference(IGrainFactory grains, IdSpan key) => grains.GetGrain(GrainId.Create(Grain, key), Interface);
    }

    private static class Known<T>
        where T : IAddressable
    {
        private static KnownType? _type;

        public static KnownType? Type => Volatile.Read(ref _type);

        /// <summary>Keeps what a reference was resolved to. A grain that is no reference, as in a test, is not kept.</summary>
        public static T Learn(T grain)
        {
            if (grain is GrainReference reference)
                Volatile.Write(ref _type, new KnownType(reference.GrainId.Type, reference.InterfaceType));

            return grain;
        }
    }
}
