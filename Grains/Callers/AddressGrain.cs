using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Callers;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs;
using Orleans.Placement;

namespace Downstream.Grains.Callers;

/// <summary>
/// Jobs are not told off when they end: only when there seem to be too many are they asked, so that a job that keeps
/// within its limits costs one call.
/// </summary>
[GrainType("address"), RandomPlacement, CollectionAgeLimit(Hours = NameHours)]
internal sealed class AddressGrain(JobOptions options, TimeProvider time) : Grain, IAddressGrain
{
    /// <summary>How many callers' worth of unfinished jobs an address may have.</summary>
    public const int CallersAtOnce = 10;

    /// <summary>How many names of callers an address may use in an hour: each leaves a list.</summary>
    public const int MostNames = 1000;

    private const int AskedAtOnce = 32;

    // The grain must not be collected before its names are too old to count.
    private const int NameHours = 1;

    private static readonly TimeSpan NameAge = TimeSpan.FromHours(NameHours);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Guid, bool> _jobs = [];
    private readonly Dictionary<string, DateTimeOffset> _names = new(StringComparer.Ordinal);
    private Task _asking = Task.CompletedTask;
    private DateTimeOffset _askedAt;

    /// <summary>How many addresses this one stands for.</summary>
    private int Addresses => this.GetPrimaryKeyString().EndsWith(AddressKeys.SiteSuffix, StringComparison.Ordinal) ? AddressKeys.NetworksPerSite : 1;

    public async Task<AddressEntry> Enter(Guid jobId, string caller, CancellationToken cancellationToken = default)
    {
        if (_jobs.ContainsKey(jobId))
            return AddressEntry.Entered;
        if (!IsKnown(caller))
            return AddressEntry.TooManyCallers;

        var isAnonymous = caller == CallerNames.Anonymous;
        if (IsFull(isAnonymous))
            await ForgetEnded().WaitAsync(cancellationToken);
        if (IsFull(isAnonymous))
            return AddressEntry.TooManyJobs;

        _jobs[jobId] = isAnonymous;
        return AddressEntry.Entered;
    }

    private bool IsKnown(string caller)
    {
        var now = time.GetUtcNow();
        if (!_names.ContainsKey(caller) && _names.Count >= MostNames * Addresses)
        {
            foreach (var (name, seenAt) in _names)
            {
                if (now - seenAt > NameAge)
                    _names.Remove(name);
            }

            if (_names.Count >= MostNames * Addresses)
                return false;
        }

        _names[caller] = now;
        return true;
    }

    /// <summary>Those without a name have the limit of one caller at each address.</summary>
    private bool IsFull(bool isAnonymous)
    {
        var callers = (long)Addresses * options.MaxActiveJobsPerCaller;
        return _jobs.Count >= CallersAtOnce * callers
            || (isAnonymous && _jobs.Count >= callers && _jobs.Values.Count(anonymous => anonymous) >= callers);
    }

    /// <summary>Who comes while the jobs are asked shares the answer.</summary>
    private Task ForgetEnded()
    {
        var now = time.GetUtcNow();
        if (_asking.IsCompleted && now - _askedAt >= AskAgainAfter)
        {
            _askedAt = now;
            _asking = AskAll();
        }

        return _asking;
    }

    private async Task AskAll()
    {
        foreach (var jobs in _jobs.Keys.ToList().Chunk(AskedAtOnce))
        {
            var views = await Task.WhenAll(jobs.Select(jobId => GrainFactory.Job(jobId).Get()));
            foreach (var (jobId, view) in jobs.Zip(views))
            {
                if (view is null || view.Status.IsTerminal())
                    _jobs.Remove(jobId);
            }
        }
    }
}
