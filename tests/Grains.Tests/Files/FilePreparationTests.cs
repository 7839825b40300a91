using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Files;
using Downstream.Grains.Origins;
using Downstream.Grains.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Downstream.Grains.Tests.Files;

public sealed class FilePreparationTests : IDisposable
{
    private const int FileId = 70_000;
    private const string Key = "downloads/70000.zip";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<FilePreparationMetrics>().BuildServiceProvider();
    private readonly ManualClock _clock = new(longest: TimeSpan.FromMinutes(2));
    private readonly MemoryObjectStore _store = new();
    private readonly ScriptedOrigin _origin = new();
    private readonly TransferProgress _progress = new();
    private readonly PreparationOptions _options = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_goes_from_the_origin_into_the_store()
    {
        var outcome = await RunAsync();

        Assert.Equal(new FileOutcome(FileId, 5, null, 1), outcome);
        Assert.Equal(ScriptedOrigin.Content, _store.Objects[Key]);
        Assert.Equal((5L, 5L, 1000, 1), (_progress.BytesDone, _progress.BytesTotal, _progress.Tenths, _progress.Attempt));
    }

    [Fact]
    public async Task A_file_that_the_store_has_is_ready_without_an_attempt()
    {
        _store.Objects[Key] = [1, 2, 3];

        Assert.Equal(new FileOutcome(FileId, 3, null, 0), await RunAsync());
        Assert.Equal(0, _origin.Asked);
    }

    [Fact]
    public async Task A_failure_that_may_pass_is_tried_again_after_growing_waits()
    {
        for (var time = 0; time < 4; time++)
            _origin.ThenFail();

        var (outcome, waits) = await RunAndPassWaitsAsync();

        Assert.Equal(new FileOutcome(FileId, 5, null, 5), outcome);
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
            _origin.ThenFail(code);

        var (outcome, waits) = await RunAndPassWaitsAsync();

        Assert.Equal(new FileOutcome(FileId, null, code, 5), outcome);
        Assert.Equal((5, 4), (_origin.Asked, waits.Count));
    }

    [Theory]
    [InlineData(FileErrors.NotFound)]
    [InlineData(FileErrors.OriginRejected)]
    public async Task A_failure_that_lasts_is_not_tried_again(string code)
    {
        _origin.ThenFail(code, mayPass: false);

        Assert.Equal(new FileOutcome(FileId, null, code, 1), await RunAsync());
        Assert.Equal(1, _origin.Asked);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(45, 45)]
    [InlineData(3600, 60)]
    public async Task A_wait_that_the_origin_asked_for_is_kept_up_to_a_minute(int asked, int kept)
    {
        _origin.ThenFail(retryAfter: TimeSpan.FromSeconds(asked));

        var (outcome, waits) = await RunAndPassWaitsAsync();

        Assert.True(outcome.IsReady);
        Assert.Equal([TimeSpan.FromSeconds(kept)], waits);
    }

    [Fact]
    public async Task A_store_that_is_away_for_a_minute_costs_no_attempt()
    {
        var back = _clock.GetUtcNow().AddMinutes(1);
        _store.Before = operation =>
        {
            if (_clock.GetUtcNow() < back)
                MemoryObjectStore.Away(operation);
        };

        var (outcome, waits) = await RunAndPassWaitsAsync();

        Assert.Equal(new FileOutcome(FileId, 5, null, 1), outcome);
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_store_that_stays_away_fails_the_file_after_minutes()
    {
        _store.Before = MemoryObjectStore.Away;

        var (outcome, waits) = await RunAndPassWaitsAsync();

        Assert.Equal(new FileOutcome(FileId, null, FileErrors.StorageUnavailable, 5), outcome);
        Assert.InRange(Sum(waits), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task An_upload_that_the_store_did_not_complete_is_aborted_and_made_again()
    {
        var failures = 1;
        _store.Before = operation =>
        {
            if (operation == "complete" && failures-- > 0)
                MemoryObjectStore.Away(operation);
        };

        var (outcome, _) = await RunAndPassWaitsAsync();

        Assert.True(outcome.IsReady);
        Assert.Equal((2, 1), (_origin.Asked, _store.Aborted));
        Assert.Equal(5, _progress.BytesDone);
    }

    [Fact]
    public async Task A_cancelled_transfer_aborts_its_upload()
    {
        var sending = new TaskCompletionSource();
        _origin.ThenDo(async (destination, token) =>
        {
            await (await destination(5, token)).WriteAsync(new byte[] { 1 }, token);
            sending.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        });
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var run = New().RunAsync(FileId, _progress, source.Token);
        await sending.Task.WaitAsync(Deadline, Cancellation);
        Assert.Equal((1L, 200), (_progress.BytesDone, _progress.Tenths));
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Deadline, Cancellation));
        Assert.Equal(1, _store.Aborted);
        Assert.Empty(_store.Objects);
    }

    [Fact]
    public async Task A_wait_between_attempts_can_be_cancelled()
    {
        _origin.ThenFail();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var run = New().RunAsync(FileId, _progress, source.Token);
        await _clock.NextWaitAsync();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Deadline, Cancellation));
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_broken_off_and_made_again()
    {
        var sending = new TaskCompletionSource();
        _origin.ThenDo(async (destination, token) =>
        {
            await destination(5, token);
            sending.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        });

        var run = New().RunAsync(FileId, _progress, Cancellation);
        await sending.Task.WaitAsync(Deadline, Cancellation);
        _clock.Advance(TimeSpan.FromMinutes(15));
        await _clock.PassWaitsUntilAsync(run);

        Assert.Equal(new FileOutcome(FileId, 5, null, 2), await run);
        Assert.Equal(1, _store.Aborted);
    }

    [Theory]
    [InlineData(10, 50, 1)]
    [InlineData(4, 5, 2)]
    public async Task An_attempt_may_take_as_long_as_it_makes_progress(int bytesIn14Minutes, int size, int attempts)
    {
        _options.AttemptLimitBytes = 10;
        _origin.ThenDo(async (destination, token) =>
        {
            var target = await destination(null, token);
            for (var time = 0; time < 5; time++)
            {
                _clock.Advance(TimeSpan.FromMinutes(14));
                await target.WriteAsync(new byte[bytesIn14Minutes], token);
            }
        });

        var (outcome, _) = await RunAndPassWaitsAsync();

        Assert.Equal(new FileOutcome(FileId, size, null, attempts), outcome);
    }

    [Fact]
    public async Task A_defect_fails_the_file_with_a_code_of_its_own()
    {
        _origin.ThenThrow(new InvalidCastException("Not foreseen."));

        Assert.Equal(new FileOutcome(FileId, null, FileErrors.Internal, 1), await RunAsync());
    }

    [Fact]
    public async Task A_file_that_was_to_appear_in_the_store_is_ready_when_it_did()
    {
        var preparation = New(new ScriptedOrigin { FillsStore = true });

        Assert.Equal(new FileOutcome(FileId, 5, null, 1), await preparation.RunAsync(FileId, _progress, Cancellation));
    }

    [Fact]
    public async Task A_file_that_was_to_appear_in_the_store_is_missing_when_it_did_not()
    {
        var preparation = New(new ScriptedOrigin { FillsStore = true, Find = () => null });

        Assert.Equal(new FileOutcome(FileId, null, FileErrors.NotFound, 1), await preparation.RunAsync(FileId, _progress, Cancellation));
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

        var run = New(origin).RunAsync(FileId, _progress, Cancellation);
        await _clock.PassWaitsUntilAsync(run);

        Assert.True((await run).IsReady);
    }

    [Fact]
    public async Task Metrics_tell_of_bytes_attempts_and_time()
    {
        using var measurements = new Measurements(_services);
        _origin.ThenFail();

        await RunAndPassWaitsAsync();

        Assert.Equal(5, measurements.Sum("downstream.file.bytes"));
        Assert.Equal(2, measurements.Sum("downstream.file.attempts"));
        Assert.Equal(["ready"], measurements.Tags("downstream.file.preparation.duration", "outcome"));
    }

    public void Dispose() => _services.Dispose();

    private static TimeSpan Sum(IEnumerable<TimeSpan> waits) => waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait);

    private FilePreparation New(IOrigin? origin = null) => new(
        origin ?? _origin,
        _store,
        _options,
        _services.GetRequiredService<FilePreparationMetrics>(),
        _clock,
        NullLogger<FilePreparation>.Instance);

    private Task<FileOutcome> RunAsync() => New().RunAsync(FileId, _progress, Cancellation).WaitAsync(Deadline, Cancellation);

    private async Task<(FileOutcome Outcome, List<TimeSpan> Waits)> RunAndPassWaitsAsync()
    {
        var run = New().RunAsync(FileId, _progress, Cancellation);
        var waits = await _clock.PassWaitsUntilAsync(run);
        return (await run, waits);
    }
}
