using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Abstractions.Telemetry;

/// <summary>Gives every line that is logged on behalf of a job that job's id, whoever logs it.</summary>
public static class JobScope
{
    private static readonly Func<ILogger, Guid, IDisposable?> Define = LoggerMessage.DefineScope<Guid>("Job {JobId}");

    /// <summary>Begins work for a job; to be disposed where that ends. Costs next to nothing where no log takes scopes.</summary>
    /// <param name="logger">Who works.</param>
    /// <param name="jobId">The job.</param>
    public static IDisposable? BeginJob(this ILogger logger, Guid jobId) => Define(logger, jobId);
}
