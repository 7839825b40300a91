using CsCheck;
using Downstream.Gateway.Events.Cursors;
using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Tests.Support;
using Downstream.Gateway.Tests.Support.Scripts;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Events.Cursors;

public sealed class JoiningTests
{
    /// <summary>What the job does, and by whom it is joined meanwhile.</summary>
    private enum Step
    {
        File,
        Progress,
        Break,
        Rest,
    }

    private static readonly Gen<Step[]> Scripts = Gen.Frequency(
        (6, Gen.Const(Step.File)), (3, Gen.Const(Step.Progress)), (1, Gen.Const(Step.Break)), (2, Gen.Const(Step.Rest))).Array[1, 40];

    /// <summary>A reader that comes without an id, or says that it has everything up to one.</summary>
    private static readonly Gen<int[]> Joins = Gen.Int[-1, 60].Array[1, 8];

    [Fact]
    public async Task Whoever_joins_in_the_middle_gets_each_event_exactly_once_and_in_order()
    {
        await using var gateway = await TestGateway.StartLiveAsync<FeedOptions>(options => options.FirstRetry = TimeSpan.FromMilliseconds(1));
        await Gen.Select(Gen.Int[0, 5], Scripts, Joins).SampleAsync(
            (before, script, joins) => CheckAsync(gateway, before, script, joins), iter: 300, threads: 2);
    }

    private static async Task CheckAsync(TestGateway gateway, int before, Step[] script, int[] joins)
    {
        var job = gateway.Cluster.Existing(totalFiles: 100);
        for (var file = 0; file < before; file++)
            job.File(file);

        var opener = gateway.Services.GetRequiredService<JobOpener>();
        var playing = Task.Run(() => PlayAsync(job, script));
        var readers = await Task.WhenAll(joins.Select(join => Task.Run(async () =>
        {
            long? lastId = join < 0 ? null : join;
            var opening = await opener.OpenAsync(job.JobId, lastId, TestContext.Current.CancellationToken);
            return (lastId, Reader: new Reader(opening.Cursor!));
        })));
        await playing;
        job.End();

        var ids = job.Durable.Select(ToldUpdates.IdOf).ToList();
        foreach (var (lastId, reader) in readers)
        {
            var events = await reader.Ended;
            var durable = events.Where(item => item.Id is not null).Select(item => item.Id!.Value).ToList();
            if (IsSnapshot(events[0]))
            {
                Assert.True(lastId is null || lastId > durable[0]);
                Assert.Equal(ids.Where(id => id > durable[0]), durable[1..]);
            }
            else
            {
                Assert.Equal(ids.Where(id => id > lastId), durable);
            }

            Assert.Equal(events.Select(item => item.Version).Order(), events.Select(item => item.Version));
            var tenths = events.Where(item => item.Tenths > 0).Select(item => item.Tenths).ToList();
            Assert.Equal(tenths.Order(), tenths);
        }
    }

    private static bool IsSnapshot(FeedEvent item) => item.BytesWithoutId(string.Empty).StartsWith("event: snapshot"u8);

    private static async Task PlayAsync(ScriptedJob job, Step[] script)
    {
        var tenths = 0;
        foreach (var (index, step) in script.Index())
        {
            switch (step)
            {
                case Step.File:
                    job.File(1000 + index);
                    break;
                case Step.Progress:
                    job.Progress(++tenths);
                    break;
                case Step.Break:
                    job.Break(new TimeoutException());
                    break;
                default:
                    await Task.Yield();
                    break;
            }
        }
    }

    /// <summary>Reads as a stream does: whenever there is news, on whatever thread brings them.</summary>
    private sealed class Reader : FeedReader
    {
        private readonly Lock _gate = new();
        private readonly List<FeedEvent> _events = [];
        private readonly TaskCompletionSource<List<FeedEvent>> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly JobCursor _cursor;

        public Reader(JobCursor cursor)
        {
            _cursor = cursor;
            cursor.Attach(this);
            Advance();
        }

        public Task<List<FeedEvent>> Ended => _ended.Task.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken);

        public override void Advance()
        {
            lock (_gate)
            {
                while (_cursor.Next() is { } item)
                    _events.Add(item);

                if (_cursor.IsAtEnd && _ended.TrySetResult(_events))
                    _cursor.Dispose();
            }
        }
    }
}
