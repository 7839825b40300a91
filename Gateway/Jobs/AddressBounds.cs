using Downstream.Gateway.Hosting;
using Downstream.Gateway.Problems;
using Downstream.Grains.Abstractions.Callers;

namespace Downstream.Gateway.Jobs;

/// <summary>What an address may have under way, whatever its callers call themselves.</summary>
internal static class AddressBounds
{
    private static readonly TimeSpan WhenTooManyJobs = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WhenTooManyCallers = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Counts a job that is about to run, under the request's address and the IPv6 site that this is in: a site has more
    /// networks than all callers without a name may have jobs.
    /// </summary>
    /// <returns>Why it may not run; null when it may.</returns>
    public static async Task<Problem?> CountAsync(HttpContext context, IGrainFactory grains, Guid jobId, string caller)
    {
        var address = context.Connection.RemoteIpAddress;
        if (ClientAddress.SiteOf(address) is { } site && await EnterAsync(site) is { } refusal)
            return refusal;

        return await EnterAsync(ClientAddress.Of(address));

        async Task<Problem?> EnterAsync(string key) => await grains.GetGrain<IAddressGrain>(key).Enter(jobId, caller, context.RequestAborted) switch
        {
            AddressEntry.TooManyJobs => new Problem(ProblemCode.TooManyActiveJobs, "This address has as many unfinished jobs as it may have.") { RetryAfter = WhenTooManyJobs },
            AddressEntry.TooManyCallers => new Problem(ProblemCode.RateLimited, "This address named as many callers lately as it may.") { RetryAfter = WhenTooManyCallers },
            _ => null,
        };
    }
}
