using System.Globalization;
using System.Text.Json;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests.Cluster;

/// <summary>What the members wrote about the jobs. Reading it touches no job, unlike asking for one.</summary>
internal static class MemberLog
{
    private const int JobEnded = 103;
    private const int Recovered = 301;
    private const int FileUnforeseen = 2202;
    private const int RequestFailed = 2001;

    /// <summary>When each job ended.</summary>
    public static Dictionary<string, DateTimeOffset> Ends(ClusterProcesses cluster) => Entries(cluster.Silos, JobEnded)
        .GroupBy(entry => entry.State.GetProperty("JobId").GetString()!)
        .ToDictionary(entries => entries.Key, entries => entries.Min(entry => entry.Time));

    /// <summary>How many jobs that were due the passes after a moment touched, and when the last of these was over it all.</summary>
    public static (int Jobs, DateTimeOffset Last) Sweeps(ClusterProcesses cluster, DateTimeOffset after)
    {
        var sweeps = Entries(cluster.Members, Recovered).Where(entry => entry.Time > after).ToList();
        return (sweeps.Sum(entry => int.Parse(entry.State.GetProperty("JobCount").ToString(), CultureInfo.InvariantCulture)),
            sweeps.Select(entry => entry.Time).DefaultIfEmpty(after).Max());
    }

    /// <summary>The files that failed by a defect, each with what was thrown.</summary>
    public static IReadOnlyList<string> Defects(ClusterProcesses cluster) => [.. Lines(cluster.Silos, FileUnforeseen)];

    /// <summary>The requests that failed by a defect, each with what was thrown.</summary>
    public static IReadOnlyList<string> Failures(ClusterProcesses cluster) => [.. Lines(cluster.Gateways, RequestFailed)];

    private static IEnumerable<string> Lines(IEnumerable<ServiceProcess> members, int eventId)
    {
        var marker = $"\"EventId\":{eventId},";
        return members.SelectMany(member => member.Output.Lines).Where(line => line.Contains(marker, StringComparison.Ordinal));
    }

    private static IEnumerable<Entry> Entries(IEnumerable<ServiceProcess> members, int eventId)
    {
        foreach (var line in Lines(members, eventId))
        {
            var json = JsonElement.Parse(line);
            yield return new Entry(json.GetProperty("Timestamp").GetDateTimeOffset(), json.GetProperty("State"));
        }
    }

    private sealed record Entry(DateTimeOffset Time, JsonElement State);
}
