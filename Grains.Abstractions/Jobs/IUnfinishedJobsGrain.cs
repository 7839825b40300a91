namespace Downstream.Grains.Abstractions.Jobs;

/// <summary>
/// A part of the index of unfinished jobs, keyed by its number: it sees to it that each of its jobs goes on when it is
/// due, whatever became of the silo that it was at.
/// </summary>
[Alias("downstream.IUnfinishedJobsGrain")]
public interface IUnfinishedJobsGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Told by every member as it joins, and of the loss of another: then what is due is set going at once, and what waits
    /// as soon as it is due. A loss that was told already changes nothing.
    /// </summary>
    /// <param name="loss">The version of the membership that has the loss; 0 for none.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    [Alias("Recover")]
    Task Recover(long loss, CancellationToken cancellationToken = default);
}
