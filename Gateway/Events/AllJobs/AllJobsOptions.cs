namespace Downstream.Gateway.Events.AllJobs;

/// <summary>How a stream of all the caller's jobs behaves.</summary>
internal sealed class AllJobsOptions
{
    /// <summary>How many jobs one stream follows at once; more wait until others end. Default: 400, of the 512 places that an event's id has.</summary>
    public int MaxJobs { get; set; } = 400;

    /// <summary>How long it looks for a job that the list told of: it may not be accepted yet. Default: 1 minute.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(1);
}
