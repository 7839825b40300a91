namespace Downstream.Grains.Files;

/// <summary>The jobs that wait for a file. Not stored: after a crash every unfinished job asks again.</summary>
internal sealed class FileJobs
{
    private readonly Dictionary<Guid, string?> _jobs = [];

    public int Count => _jobs.Count;

    public IReadOnlyCollection<Guid> All => _jobs.Keys;

    /// <summary>A trace that the work belongs to; null where nobody has one.</summary>
    public string? TraceParent => _jobs.Values.FirstOrDefault(trace => trace is not null);

    public void Add(Guid jobId, string? traceParent) => _jobs[jobId] = traceParent;

    public bool Remove(Guid jobId) => _jobs.Remove(jobId);

    public bool Contains(Guid jobId) => _jobs.ContainsKey(jobId);

    public List<Guid> TakeAll()
    {
        var all = _jobs.Keys.ToList();
        _jobs.Clear();
        return all;
    }
}
