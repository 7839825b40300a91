using System.Diagnostics;

namespace Downstream.Silo.Hosting.Telemetry.Performance;

/// <summary>What the process itself takes.</summary>
internal sealed class ProcessFigures
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long _lookedAt = Stopwatch.GetTimestamp();
    private TimeSpan _used = Environment.CpuUsage.TotalTime;
    private double _cores;

    /// <summary>The processor time is that since the last look, of a second at least.</summary>
    public ProcessReport Read()
    {
        lock (_lock)
        {
            var elapsed = Stopwatch.GetElapsedTime(_lookedAt);
            if (elapsed >= Shortest)
            {
                var used = Environment.CpuUsage.TotalTime;
                _cores = Math.Round((used - _used) / elapsed, 2);
                (_used, _lookedAt) = (used, Stopwatch.GetTimestamp());
            }

            return new ProcessReport(_cores, Environment.WorkingSet, ThreadPool.PendingWorkItemCount);
        }
    }
}

/// <param name="CpuCores">Processor cores in use.</param>
/// <param name="WorkingSetBytes">Memory that is resident.</param>
/// <param name="ThreadPoolQueue">Work that waits for a thread.</param>
internal sealed record ProcessReport(double CpuCores, long WorkingSetBytes, long ThreadPoolQueue);
