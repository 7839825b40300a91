using Downstream.Gateway.Events.Feeds;
using Downstream.Gateway.Events.Streams;
using Downstream.Gateway.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Downstream.Gateway.Tests.Events.Feeds;

/// <summary>News that come while somebody is busy with older ones.</summary>
public sealed class WakeUpTests
{
    [Fact]
    public async Task A_reader_is_told_once_more_of_news_that_came_during_a_round()
    {
        var fanOut = new FanOut();
        using var reader = new SlowReader();
        fanOut.Add(reader);

        fanOut.Signal();
        await reader.IsBusy.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken);
        fanOut.Signal();
        fanOut.Signal();
        reader.Finish();

        await reader.SecondRound.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_stream_looks_once_more_for_news_that_came_while_it_wrote()
    {
        await using var gateway = await TestGateway.StartAsync();
        var context = new DefaultHttpContext { RequestServices = gateway.Services, Response = { Body = new MemoryStream() } };
        using var stream = new TwoLooks(gateway.Streams, context);

        await EventStreams.ServeAsync(stream, context).WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken);

        Assert.Equal(2, stream.Looks);
    }

    private sealed class SlowReader : FeedReader, IDisposable
    {
        private readonly TaskCompletionSource _busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _finished = new();
        private int _rounds;

        public Task IsBusy => _busy.Task;

        public Task SecondRound => _second.Task;

        public void Finish() => _finished.Set();

        public void Dispose() => _finished.Dispose();

        public override void Advance()
        {
            if (Interlocked.Increment(ref _rounds) > 1)
            {
                _second.TrySetResult();
                return;
            }

            _busy.SetResult();
            _finished.Wait(TestGateway.Deadline);
        }
    }

    /// <summary>A stream that finds nothing at first, has news brought at that moment, and is over when it looks again.</summary>
    private sealed class TwoLooks(EventStreams streams, HttpContext context) : EventStream(streams, context)
    {
        private bool _isWritten;

        public int Looks { get; private set; }

        public override void Dispose()
        {
        }

        protected override void Begin()
        {
        }

        protected override bool WriteNews(EventStreamWriter writer)
        {
            // The first call only carries the head.
            if (!_isWritten)
            {
                _isWritten = true;
                return false;
            }

            Looks++;
            if (Looks == 1)
                Advance();

            return Looks == 2;
        }
    }
}
