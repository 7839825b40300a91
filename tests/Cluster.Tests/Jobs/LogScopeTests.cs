using Downstream.Cluster.Tests.Fixtures;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Files;
using Downstream.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Downstream.Cluster.Tests.Jobs;

/// <summary>A faulty cluster whose log is kept.</summary>
public sealed class LoggedJobCluster : FaultyJobCluster
{
    internal ScopedLogs Logs { get; } = new();

    protected override void Configure(ISiloBuilder silo)
    {
        base.Configure(silo);
        silo.Services.AddSingleton<ILoggerProvider>(Logs);
    }
}

/// <summary>Whatever is logged for a job can be found by the job's id.</summary>
public sealed class LogScopeTests(LoggedJobCluster cluster) : IClassFixture<LoggedJobCluster>
{
    [Fact]
    public async Task What_is_logged_of_a_write_that_failed_has_the_id_of_its_job()
    {
        var job = cluster.Job(Guid.CreateVersion7());
        cluster.JobStore.RefuseNextWrite();
        await Assert.ThrowsAnyAsync<Exception>(() => job.Submit(new SubmitJob("logged", [7 * 10_000], "f", null), TestContext.Current.CancellationToken));

        const int writeFailed = 105;
        Assert.Contains(cluster.Logs.Lines, line => line.EventId == writeFailed && line.JobId == job.GetPrimaryKey());
    }

    [Fact]
    public async Task What_is_logged_of_a_file_has_the_id_of_the_job_that_alone_waits_for_it()
    {
        const int missing = 700_051;
        var job = await cluster.Submit("alone", missing);
        await JobCluster.End(job);

        var lines = cluster.Logs.Lines.Where(line => line.Category == typeof(FilePreparation).FullName && line.Text.Contains($"{missing}", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Equal(job.GetPrimaryKey(), line.JobId));
    }

    [Fact]
    public async Task What_is_logged_while_a_job_is_carried_on_has_its_id()
    {
        const int carriedOn = 111;
        const int held = 7 * 10_001;
        cluster.Origin.Hold(held);
        var job = await cluster.Submit("carried", held);
        cluster.Storage.Refused = "caller-jobs";
        try
        {
            cluster.Origin.Open(held);
            await JobCluster.Until(() => Task.FromResult(cluster.Logs.Lines.Any(line => line.EventId == carriedOn && line.JobId == job.GetPrimaryKey())));
        }
        finally
        {
            cluster.Storage.Refused = null;
        }
    }
}
