namespace Downstream.Silo.Hosting.Telemetry.Performance;

/// <summary>The last hour in slots of ten seconds, each with figures of its own.</summary>
internal sealed class SlotRing<T>
    where T : class, new()
{
    private readonly Slot?[] _slots = new Slot?[Slots.PerHour];

    /// <summary>The figures of a slot, to be added to.</summary>
    public T At(long index)
    {
        ref var place = ref _slots[index % Slots.PerHour];
        while (true)
        {
            var slot = Volatile.Read(ref place);
            if (slot is not null && slot.Index >= index)
                return slot.Figures;

            Interlocked.CompareExchange(ref place, new Slot(index, new T()), slot);
        }
    }

    /// <summary>The figures of a slot; null when nothing was added to it.</summary>
    public T? Find(long index) => Volatile.Read(ref _slots[index % Slots.PerHour]) is { } slot && slot.Index == index ? slot.Figures : null;

    private sealed record Slot(long Index, T Figures);
}

/// <summary>Time in slots of ten seconds, counted from 1970.</summary>
internal static class Slots
{
    public const int Seconds = 10;
    public const int PerHour = 360;

    public static long IndexOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / Seconds;

    public static DateTimeOffset StartOf(long index) => DateTimeOffset.FromUnixTimeSeconds(index * Seconds);
}
