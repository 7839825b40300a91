using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Events.Feeds;

/// <summary>Where feeds find the grains that they watch.</summary>
/// <param name="Job">The grain of a job.</param>
/// <param name="Client">The grain of a caller's jobs.</param>
internal sealed record JobGrains(Func<Guid, IJobGrain> Job, Func<string, ICallerJobsGrain> Client)
{
    public static JobGrains From(IGrainFactory grains) =>
        new(jobId => grains.Job(jobId), caller => grains.CallerJobs(caller));
}
