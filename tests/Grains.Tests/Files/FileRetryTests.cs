using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Origins;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Grains.Tests.Files;

/// <summary>When a file is tried again, and when it is given up.</summary>
public sealed class FileRetryTests : PreparedFile
{
    [Fact]
    public async Task A_failure_that_may_pass_is_tried_again_after_growing_waits()
    {
        for (var time = 0; time < 4; time++)
            Origin.ThenFail();

        var (outcome, waits) = await RunAndPassWaitsAsync();

        Assert.Equal(Transferred(5), outcome);
        Assert.Equal(4, waits.Count);
        Assert.InRange(waits[0], TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.InRange(Sum(waits), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(12));
    }

    [Theory]
    [InlineData(FileErrors.OriginUnavailable)]
    [InlineData(FileErrors.TransferIncomplete)]
    public async Task A_file_is_given_up_after_five_attempts(string code)
    {
        for (var time = 0; time < 10; time++)
            Origin.ThenFail(code);

        var (outcome, waits) = await RunAndPassWaitsAsync();

        Assert.Equal(new FileOutcome(FileId, null, code, 5), outcome);
        Assert.Equal((5, 4), (Origin.Asked, waits.Count));
    }

    [Fact]
    public async Task What_was_not_foreseen_is_tried_again_too()
    {
        Origin.ThenThrow(new InvalidCastException("Not foreseen."));

        var (outcome, _) = await RunAndPassWaitsAsync();

        Assert.Equal(Transferred(2), outcome);
    }

    [Fact]
    public async Task A_defect_fails_the_file_with_a_code_of_its_own()
    {
        for (var time = 0; time < 5; time++)
            Origin.ThenThrow(new InvalidCastException("Not foreseen."));

        var (outcome, _) = await RunAndPassWaitsAsync();

        Assert.Equal(new FileOutcome(FileId, null, FileErrors.Internal, 5), outcome);
    }

    [Theory]
    [InlineData(FileErrors.NotFound)]
    [InlineData(FileErrors.OriginRejected)]
    public async Task A_failure_that_lasts_is_not_tried_again(string code)
    {
        Origin.ThenFail(code, mayPass: false);

        Assert.Equal(new FileOutcome(FileId, null, code, 1), await RunAsync());
        Assert.Equal(1, Origin.Asked);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(45, 45)]
    [InlineData(3600, 60)]
    public async Task A_wait_that_the_origin_asked_for_is_kept_up_to_a_minute(int asked, int kept)
    {
        Origin.ThenFail(retryAfter: TimeSpan.FromSeconds(asked));

        var (outcome, waits) = await RunAndPassWaitsAsync();

        Assert.True(outcome.IsReady);
        Assert.Equal([TimeSpan.FromSeconds(kept)], waits);
    }

    [Fact]
    public async Task A_store_that_is_away_for_a_minute_costs_no_attempt()
    {
        var back = Clock.GetUtcNow().AddMinutes(1);
        Store.Before = operation =>
        {
            if (Clock.GetUtcNow() < back)
                MemoryObjectStore.Away(operation);
        };

        var (outcome, waits) = await RunAndPassWaitsAsync();

        Assert.Equal(Transferred(1), outcome);
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_store_that_stays_away_fails_the_file_after_minutes()
    {
        Store.Before = MemoryObjectStore.Away;

        var (outcome, waits) = await RunAndPassWaitsAsync();

        Assert.Equal(new FileOutcome(FileId, null, FileErrors.StorageUnavailable, 5), outcome);
        Assert.InRange(Sum(waits), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task An_upload_that_the_store_did_not_complete_is_aborted_and_made_again()
    {
        var failures = 1;
        Store.Before = operation =>
        {
            if (operation == "complete" && failures-- > 0)
                MemoryObjectStore.Away(operation);
        };

        var (outcome, _) = await RunAndPassWaitsAsync();

        Assert.True(outcome.IsReady);
        Assert.Equal((2, 1), (Origin.Asked, Store.Aborted));
        Assert.Equal(5, Progress.BytesDone);
    }

    [Fact]
    public async Task A_wait_between_attempts_can_be_cancelled()
    {
        Origin.ThenFail();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var run = New().RunAsync(FileId, Progress, isChanged: false, TakeTurn, source.Token);
        await Clock.NextWaitAsync();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Deadline, Cancellation));
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_broken_off_and_made_again()
    {
        var sending = new TaskCompletionSource();
        Origin.ThenDo(async (destination, token) =>
        {
            await destination(new OriginFile(5), 0, token);
            sending.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        });

        var run = New().RunAsync(FileId, Progress, isChanged: false, TakeTurn, Cancellation);
        await sending.Task.WaitAsync(Deadline, Cancellation);
        Clock.Advance(TimeSpan.FromMinutes(15));
        await Clock.PassWaitsUntilAsync(run);

        Assert.Equal(Transferred(2), await run);
        Assert.Equal(1, Store.Aborted);
    }

    [Theory]
    [InlineData(10, 50, 1)]
    [InlineData(1, 5, 1)]
    public async Task An_attempt_may_take_as_long_as_it_makes_progress(int bytesIn14Minutes, int size, int attempts)
    {
        Origin.ThenDo(async (destination, token) =>
        {
            var target = await destination(new OriginFile(null), 0, token);
            for (var time = 0; time < 5; time++)
            {
                Clock.Advance(TimeSpan.FromMinutes(14));
                await target.WriteAsync(new byte[bytesIn14Minutes], token);
            }
        });

        var (outcome, _) = await RunAndPassWaitsAsync();

        Assert.Equal((size, Transferred(attempts)), (Store.Objects[Key].Length, outcome));
    }

    [Fact]
    public async Task A_slot_is_held_for_a_try_and_never_while_waiting_for_the_next()
    {
        var (held, most, taken) = (0, 0, 0);
        Origin.ThenFail();
        Origin.ThenFail(retryAfter: TimeSpan.FromSeconds(60));
        var run = New().RunAsync(FileId, Progress, isChanged: false, TakeAsync, Cancellation);
        var heldInWaits = new List<int>();
        await Clock.PassWaitsUntilAsync(run, () => heldInWaits.Add(held));

        Assert.Equal(3, (await run).Attempts);
        Assert.Equal((3, 1, 0), (taken, most, held));
        Assert.Equal([0, 0], heldInWaits);

        Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
        {
            taken++;
            most = Math.Max(most, ++held);
            return Task.FromResult<IDisposable>(new Turn(() => held--));
        }
    }


    [Fact]
    public async Task A_store_that_cannot_say_whether_a_file_appeared_is_asked_again()
    {
        var times = 3;
        var origin = new ScriptedOrigin { FillsStore = true };
        origin.Find = () =>
        {
            if (times-- > 0)
                MemoryObjectStore.Away("find");

            return new OriginFile(5);
        };

        var run = New(origin).RunAsync(FileId, Progress, isChanged: false, TakeTurn, Cancellation);
        await Clock.PassWaitsUntilAsync(run);

        Assert.True((await run).IsReady);
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> waits) => waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait);

    private sealed class Turn(Action giveBack) : IDisposable
    {
        public void Dispose() => giveBack();
    }
}
