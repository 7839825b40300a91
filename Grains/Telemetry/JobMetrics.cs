using System.Diagnostics.Metrics;
using Downstream.Grains.Abstractions.Jobs;
using Downstream.Grains.Abstractions.Telemetry;

namespace Downstream.Grains.Telemetry;

/// <summary>What happens to jobs, as OpenTelemetry metrics.</summary>
internal sealed class JobMetrics
{
    private readonly Counter<long> _submitted;
    private readonly Histogram<int> _files;
    private readonly Counter<long> _finished;
    private readonly Histogram<double> _duration;

    public JobMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(DownstreamTelemetry.Name);
        _submitted = meter.CreateCounter<long>("downstream.job.submitted", "{job}", "Jobs accepted.");
        _files = meter.CreateHistogram<int>("downstream.job.files", "{file}", "Files asked for by a job.");
        _finished = meter.CreateCounter<long>("downstream.job.finished", "{job}", "Jobs that reached a terminal state.");
        _duration = meter.CreateHistogram<double>("downstream.job.duration", "s", "Time from a job's acceptance to its end.");
    }

    public void JobSubmitted(int files)
    {
        _submitted.Add(1);
        _files.Record(files);
    }

    public void JobFinished(JobStatus status, TimeSpan elapsed)
    {
        var tag = new KeyValuePair<string, object?>("status", status.ToString());
        _finished.Add(1, tag);
        _duration.Record(elapsed.TotalSeconds, tag);
    }
}
