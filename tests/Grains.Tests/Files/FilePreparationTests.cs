using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Origins;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Grains.Tests.Files;

public sealed class FilePreparationTests : PreparedFile
{
    [Fact]
    public async Task A_file_goes_from_the_origin_into_the_store()
    {
        var outcome = await RunAsync();

        Assert.Equal(Transferred(attempts: 1), outcome);
        Assert.Equal(ScriptedOrigin.Content, Store.Objects[Key]);
        Assert.Equal((5L, 5L, 1000, 1), (Progress.BytesDone, Progress.BytesTotal, Progress.Tenths, Progress.Attempt));
    }

    [Fact]
    public async Task A_file_that_the_store_has_is_ready_without_an_attempt()
    {
        Store.Objects[Key] = [1, 2, 3];

        Assert.Equal(new FileOutcome(FileId, 3, null, 0), await RunAsync());
        Assert.Equal(0, Origin.Asked);
    }

    [Fact]
    public async Task A_file_that_changed_at_the_origin_replaces_what_the_store_has()
    {
        Store.Objects[Key] = [1, 2, 3];

        var outcome = await New().RunAsync(FileId, Progress, isChanged: true, TakeTurn, Cancellation);

        Assert.Equal(Transferred(attempts: 1), outcome);
        Assert.Equal(ScriptedOrigin.Content, Store.Objects[Key]);
    }

    [Fact]
    public async Task A_cancelled_transfer_aborts_its_upload()
    {
        var sending = new TaskCompletionSource();
        Origin.ThenDo(async (destination, token) =>
        {
            await (await destination(new OriginFile(5), 0, token)).WriteAsync(new byte[] { 1 }, token);
            sending.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        });
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var run = New().RunAsync(FileId, Progress, isChanged: false, TakeTurn, source.Token);
        await sending.Task.WaitAsync(Deadline, Cancellation);
        Assert.Equal((1L, 200), (Progress.BytesDone, Progress.Tenths));
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Deadline, Cancellation));
        Assert.Equal(1, Store.Aborted);
        Assert.Empty(Store.Objects);
    }

    [Fact]
    public async Task A_file_that_was_to_appear_in_the_store_is_ready_when_it_did()
    {
        var preparation = New(new ScriptedOrigin { FillsStore = true });

        Assert.Equal(new FileOutcome(FileId, 5, null, 1), await preparation.RunAsync(FileId, Progress, isChanged: false, TakeTurn, Cancellation));
    }

    [Fact]
    public async Task A_file_that_was_to_appear_in_the_store_is_missing_when_it_did_not()
    {
        var preparation = New(new ScriptedOrigin { FillsStore = true, Find = () => null });

        Assert.Equal(new FileOutcome(FileId, null, FileErrors.NotFound, 1), await preparation.RunAsync(FileId, Progress, isChanged: false, TakeTurn, Cancellation));
    }

    [Fact]
    public async Task Metrics_tell_of_bytes_attempts_and_time()
    {
        using var measurements = new Measurements(Services);
        Origin.ThenFail();

        await RunAndPassWaitsAsync();

        Assert.Equal(5, measurements.Sum("downstream.file.bytes"));
        Assert.Equal(2, measurements.Sum("downstream.file.attempts"));
        Assert.Equal(["ready"], measurements.Tags("downstream.file.preparation.duration", "outcome"));
    }

    [Fact]
    public async Task Metrics_tell_how_many_files_wait_for_a_slot()
    {
        using var measurements = new Measurements(Services);
        var slot = new TaskCompletionSource<IDisposable>();
        var run = New().RunAsync(FileId, Progress, isChanged: false, _ => slot.Task, Cancellation);
        var waiting = measurements.Sum("downstream.file.queued");

        slot.SetResult(new MemoryStream());
        await run.WaitAsync(Deadline, Cancellation);

        Assert.Equal((1, 0), (waiting, measurements.Sum("downstream.file.queued")));
    }
}
