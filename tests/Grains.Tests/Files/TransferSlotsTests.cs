using CsCheck;
using Downstream.Grains.Files;
using Place = Downstream.Grains.Files.TransferSlots.Place;
using PlaceState = Downstream.Grains.Files.TransferSlots.PlaceState;

namespace Downstream.Grains.Tests.Files;

public sealed class TransferSlotsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly Gen<(int Kind, int Which, int[] Jobs)[]> Steps =
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 1000], Gen.Int[0, 5].Array[1, 3]).Array[1, 120];

    private static readonly Gen<(int Job, bool Release)[]> Crowd = Gen.Select(Gen.Int[1, 6], Gen.Bool).Array[1, 100];

    [Fact]
    public void Any_order_of_steps_keeps_to_the_limit_and_leaves_no_slot_free_while_a_file_waits() =>
        Gen.Select(Gen.Int[1, 4], Steps).Sample((count, steps) =>
        {
            var slots = new TransferSlots(count);
            var places = new List<(Place Place, HashSet<Guid> Jobs, CancellationTokenSource Cancel)>();
            foreach (var (kind, which, jobs) in steps)
            {
                if (kind <= 1 || places.Count == 0)
                {
                    Guid[] ids = [.. jobs.Select(Job)];
                    var entered = slots.Enter(ids);
                    var cancel = new CancellationTokenSource();
                    _ = entered.WaitAsync(cancel.Token);
                    places.Add((entered, [.. ids], cancel));
                    Check(slots, places, count);
                    continue;
                }

                var (place, wantedBy, giveUp) = places[which % places.Count];
                var waited = place.State == PlaceState.Waiting;
                switch (kind)
                {
                    case 2:
                        place.Join(Job(jobs[0]));
                        wantedBy.Add(Job(jobs[0]));
                        break;
                    case 3:
                        place.Leave(Job(jobs[0]));
                        wantedBy.Remove(Job(jobs[0]));
                        break;
                    case 4:
                        giveUp.Cancel();
                        Assert.Equal(waited, place.Turn.Task.IsCanceled);
                        break;
                    default:
                        place.Dispose();
                        Assert.Equal(PlaceState.Over, place.State);
                        break;
                }

                places.RemoveAll(p => p.Place.State == PlaceState.Over);
                Check(slots, places, count);
            }

            foreach (var (place, _, _) in places)
                place.Dispose();

            Assert.Equal(0, slots.Lines);
            var last = Enumerable.Range(0, count).Select(_ => slots.Enter([Job(0)])).ToList();
            Assert.All(last, place => Assert.Equal(PlaceState.Served, place.State));
        }, iter: 3000);

    [Fact]
    public void A_job_with_one_file_waits_behind_at_most_one_file_of_each_other_job() =>
        Gen.Select(Gen.Int[1, 4], Crowd, Crowd).Sample((count, before, meanwhile) =>
        {
            var slots = new TransferSlots(count);
            var others = new List<(int Job, Place Place)>();
            foreach (var (job, release) in before)
            {
                others.Add((job, slots.Enter([Job(job)])));
                if (release)
                    ReleaseOne(others);
            }

            using var single = slots.Enter([Job(0)]);
            var overtaking = new List<int>();
            foreach (var (job, release) in meanwhile)
            {
                if (single.State == PlaceState.Served)
                    break;
                others.Add((job, slots.Enter([Job(job)])));
                if (release)
                    Release();
            }

            while (single.State != PlaceState.Served)
                Release();

            Assert.Equal(overtaking.Count, overtaking.Distinct().Count());

            void Release()
            {
                var waiting = others.Where(o => o.Place.State == PlaceState.Waiting).ToList();
                ReleaseOne(others);
                overtaking.AddRange(waiting.Where(o => o.Place.State == PlaceState.Served).Select(o => o.Job));
            }
        }, iter: 3000);

    [Fact]
    public void A_file_that_several_jobs_want_goes_with_the_one_that_has_its_turn_first()
    {
        var slots = new TransferSlots(1);
        var running = slots.Enter([Job(9)]);
        var big = Enumerable.Range(0, 100).Select(_ => slots.Enter([Job(1)])).ToList();
        big[99].Join(Job(2));

        running.Dispose();
        big[0].Dispose();
        Assert.Equal(PlaceState.Served, big[99].State);
        big[99].Dispose();
        Assert.Equal(PlaceState.Served, big[1].State);
        Assert.Equal(1, slots.Lines);
    }

    [Fact]
    public void A_file_keeps_its_place_in_the_lines_of_the_jobs_that_still_want_it()
    {
        var slots = new TransferSlots(1);
        var running = slots.Enter([Job(9)]);
        var shared = slots.Enter([Job(1), Job(2)]);
        var next = slots.Enter([Job(2)]);
        shared.Leave(Job(1));
        Assert.Equal(1, slots.Lines);

        running.Dispose();
        Assert.Equal(PlaceState.Served, shared.State);
        shared.Dispose();
        Assert.Equal(PlaceState.Served, next.State);
    }

    [Fact]
    public async Task Racing_files_that_give_up_now_and_then_lose_no_slot()
    {
        const int count = 3;
        var slots = new TransferSlots(count);
        int running = 0, most = 0, served = 0, gaveUp = 0;

        var files = Enumerable.Range(0, 4000).Select(i => Task.Run(async () =>
        {
            using var cancel = new CancellationTokenSource();
            using var place = slots.Enter([Job(i % 17), Job(i % 5)]);
            var wait = place.WaitAsync(cancel.Token);
            if (i % 3 == 0)
                await Task.WhenAll(cancel.CancelAsync(), Task.Run(() => place.Leave(Job(i % 17))));

            try
            {
                await wait;
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref gaveUp);
                return;
            }

            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref served);
        }));
        await Task.WhenAll(files).WaitAsync(Deadline, TestContext.Current.CancellationToken);

        Assert.InRange(most, 1, count);
        Assert.Equal(4000, served + gaveUp);
        Assert.Equal(0, slots.Lines);
        var last = Enumerable.Range(0, count).Select(_ => slots.Enter([Job(0)])).ToList();
        Assert.All(last, place => Assert.Equal(PlaceState.Served, place.State));
    }

    private static void Check(TransferSlots slots, List<(Place Place, HashSet<Guid> Jobs, CancellationTokenSource Cancel)> places, int count)
    {
        var served = places.Count(p => p.Place.State == PlaceState.Served);
        var waiting = places.Where(p => p.Place.State == PlaceState.Waiting && p.Jobs.Count > 0).ToList();
        Assert.InRange(served, 0, count);
        if (waiting.Count > 0)
            Assert.Equal(count, served);

        Assert.Equal(waiting.SelectMany(p => p.Jobs).Distinct().Count(), slots.Lines);
    }

    private static void ReleaseOne(List<(int Job, Place Place)> places)
    {
        var served = places.FindIndex(p => p.Place.State == PlaceState.Served);
        places[served].Place.Dispose();
        places.RemoveAt(served);
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, now, seen);
    }

    private static Guid Job(int number) => new(number, 0, 0, new byte[8]);
}
