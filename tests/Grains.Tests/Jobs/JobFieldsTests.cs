using System.Globalization;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Jobs.Rules;
using Downstream.Grains.Jobs.Store;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using StackExchange.Redis;

namespace Downstream.Grains.Tests.Jobs;

/// <summary>A job comes back from its fields as it was, whatever happened to it; and a change writes no more than it changed.</summary>
public sealed class JobFieldsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly JobFields _fields;

    public JobFieldsTests() => _fields = new JobFields(_services.GetRequiredService<Serializer>());

    public void Dispose() => _services.Dispose();

    [Fact]
    public void A_job_comes_back_from_its_fields_after_any_history()
    {
        // Histories are tried side by side, each of them on one thread.
        using var histories = new ThreadLocal<Dictionary<string, RedisValue>>(() => []);
        JobPropertyTests.Check((before, _, after, _) =>
        {
            var stored = histories.Value!;
            if (before is null)
                stored.Clear();

            Apply(stored, before, after);
            Assert.Equal(JobFields.VersionOf(after), (long)stored[JobFields.Version]);
            AssertSame(after, _fields.Read([.. stored.Select(field => new HashEntry(field.Key, field.Value))]));
        });
    }

    [Fact]
    public void An_outcome_of_a_thousand_writes_itself_and_the_head()
    {
        const int files = 1000;
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var request = new SubmitJob("caller", [.. Enumerable.Range(1, files)], new string('f', 64), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        var job = JobDecider.Evolve(null, new JobEvent.Submitted(now, request, 1, new TimeSpan[files]));
        var bytes = 0L;
        foreach (var id in request.FileIds)
        {
            var after = JobDecider.Evolve(job, new JobEvent.FileSettled(now, new FileOutcome(id, 1024, null, 1)));
            var set = _fields.Between(job, after);
            Assert.Equal(["v", "h", (id - 1).ToString(CultureInfo.InvariantCulture)], set.Select(field => (string)field.Name!));
            bytes += set.Sum(field => field.Name.Length() + field.Value.Length());
            job = after;
        }

        Assert.InRange(bytes, 1, 512 * files);
    }

    private void Apply(Dictionary<string, RedisValue> stored, Job? before, Job after)
    {
        foreach (var field in _fields.Between(before, after))
            stored[field.Name!] = field.Value;
    }

    private static void AssertSame(Job expected, Job actual)
    {
        Assert.Equal(expected.Files, actual.Files);
        Assert.Equal(expected with { Files = [] }, actual with { Files = [] });
    }
}
