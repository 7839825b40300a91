using System.Diagnostics.Metrics;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Telemetry;

namespace Downstream.Grains.Telemetry;

/// <summary>What happens to files, as OpenTelemetry metrics.</summary>
internal sealed class FilePreparationMetrics
{
    private const string Ready = "ready";

    private readonly Counter<long> _bytes;
    private readonly Counter<long> _attempts;
    private readonly UpDownCounter<long> _queued;
    private readonly Histogram<double> _duration;

    public FilePreparationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(DownstreamTelemetry.Name);
        _bytes = meter.CreateCounter<long>("downstream.file.bytes", "By", "Bytes transferred from the origin to the object store.");
        _attempts = meter.CreateCounter<long>("downstream.file.attempts", "{attempt}", "Tries to prepare a file.");
        _queued = meter.CreateUpDownCounter<long>("downstream.file.queued", "{file}", "Files that wait for a transfer slot.");
        _duration = meter.CreateHistogram<double>("downstream.file.preparation.duration", "s", "Time that the preparation of a file took, its delay left out.", advice: DurationBuckets.Short);
    }

    public void BytesTransferred(int count) => _bytes.Add(count);

    public void AttemptBegan() => _attempts.Add(1);

    public void WaitBegan() => _queued.Add(1);

    public void WaitEnded() => _queued.Add(-1);

    public void FileSettled(FileOutcome outcome, TimeSpan elapsed) =>
        _duration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome.Error ?? Ready));
}
