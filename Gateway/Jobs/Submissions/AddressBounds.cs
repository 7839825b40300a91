using Downstream.Gateway.Callers;
using Downstream.Gateway.Http.Problems;
using Downstream.Grains.Abstractions.Callers;

namespace Downstream.Gateway.Jobs.Submissions;

/// <summary>What an address may have under way, whatever its callers call themselves.</summary>
internal static class AddressBounds
{
    /// <summary>
    /// Counts a job that is about to run, under the request's address and the IPv6 site that this is in: a site has more
    /// networks than all callers without a name may have jobs.
    /// </summary>
    /// <returns>Why it may not run; null when it may.</returns>
    public static async Task<Problem?> CountAsync(HttpContext context, IGrainFactory grains, Guid jobId, string caller)
    {
        var address = context.Connection.RemoteIpAddress;
        if (RemoteAddress.SiteOf(address) is { } site && await EnterAsync(site) is { } refusal)
            return refusal;

        return await EnterAsync(RemoteAddress.Of(address));

        async Task<Problem?> EnterAsync(string key) =>
            Refusals.Of(await grains.GetGrain<IAddressGrain>(key).Enter(jobId, caller, context.RequestAborted));
    }
}
