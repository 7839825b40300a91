using System.Globalization;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Streams;

namespace Downstream.EndToEnd.Tests.Crashes;

/// <summary>What is done to a job while it runs.</summary>
internal enum FleetRole
{
    Plain,
    Cancel,
    Retry,
}

/// <summary>A job whose 202 was read, with all that was done to it and all that its watchers saw.</summary>
internal sealed class FleetJob(AcceptedJob accepted, IReadOnlyList<int> fileIds, FleetRole role, string? key)
{
    public AcceptedJob Accepted => accepted;

    public IReadOnlyList<int> FileIds => fileIds;

    public FleetRole Role => role;

    public string? Key => key;

    public List<EventStreamClient> Watchers { get; } = [];

    /// <summary>A cancellation was answered: 202, or 200 with the state it had ended in.</summary>
    public bool CancelAnswered { get; set; }

    /// <summary>How often a retry was accepted for sure, and how often at most.</summary>
    public (int Least, int Most) Retries { get; set; }

    /// <summary>Whether the simulated origin has the file.</summary>
    public static bool Exists(int fileId) => fileId % 7 == 0;

    /// <summary>The number in an id of one job's stream.</summary>
    public static long Number(StreamEvent durable) => long.Parse(durable.Id!, CultureInfo.InvariantCulture);
}
