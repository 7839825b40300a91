using System.Globalization;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs.Rules;
using Orleans.Serialization;
using StackExchange.Redis;

namespace Downstream.Grains.Jobs.Store;

/// <summary>
/// A job as the fields of a hash, so that a change writes what it changed: <c>v</c> the version, <c>h</c> the job without
/// its files, <c>f</c> the files as they were scheduled, and under its place in the job the outcome of each file that has
/// one; empty where that was taken back. An outcome stands above what <c>f</c> says of the file.
/// </summary>
internal sealed class JobFields(Serializer serializer)
{
    public const string Version = "v";

    private const string Head = "h";
    private const string Files = "f";

    /// <summary>What each change of a job makes greater.</summary>
    public static long VersionOf(Job job) => JobView.VersionOf(job.Sequence, job.ProgressFloor);

    public Job Read(HashEntry[] fields)
    {
        var all = fields.ToDictionary(field => (string)field.Name!, field => field.Value);
        var files = Value<JobFile[]>(all[Files]);
        foreach (var (name, value) in all)
        {
            if (name is not (Version or Head or Files) && !value.IsNullOrEmpty)
                files[int.Parse(name, CultureInfo.InvariantCulture)] = Value<JobFile>(value);
        }

        return Value<Job>(all[Head]) with { Files = [.. files] };
    }

    /// <summary>The fields to set that make one job of the other.</summary>
    public List<HashEntry> Between(Job? before, Job after)
    {
        var set = new List<HashEntry>
        {
            new(Version, VersionOf(after)),
            new(Head, serializer.SerializeToArray(after with { Files = [] })),
        };
        var isRescheduled = before is null || before.Files.Length != after.Files.Length;
        for (var place = 0; place < Math.Max(before?.Files.Length ?? 0, after.Files.Length); place++)
        {
            var was = place < before?.Files.Length ? before.Files[place] : null;
            var file = place < after.Files.Length ? after.Files[place] : null;
            if (was == file)
                continue;

            if (file is { IsSettled: true })
                set.Add(new HashEntry(place, serializer.SerializeToArray(file)));
            else if (was is { IsSettled: true })
                set.Add(new HashEntry(place, RedisValue.EmptyString));

            isRescheduled |= file is { IsSettled: false };
        }

        if (isRescheduled)
            set.Add(new HashEntry(Files, serializer.SerializeToArray<JobFile[]>([.. after.Files])));

        return set;
    }

    private T Value<T>(RedisValue value) => serializer.Deserialize<T>((byte[])value!)!;
}
