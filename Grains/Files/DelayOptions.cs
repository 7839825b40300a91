namespace Downstream.Grains.Files;

/// <summary>The wait before a file's transfer begins, which stands for work done elsewhere.</summary>
public sealed class DelayOptions
{
    /// <summary>Whether there is a wait at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The shortest wait.</summary>
    public TimeSpan Min { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait.</summary>
    public TimeSpan Max { get; set; } = TimeSpan.FromSeconds(200);

    /// <summary>Draws the waits of so many files.</summary>
    public IReadOnlyList<TimeSpan> Next(int files) =>
        [.. Enumerable.Range(0, files).Select(_ => Enabled ? Min + ((Max - Min) * Random.Shared.NextDouble()) : TimeSpan.Zero)];
}
