namespace Downstream.Gateway.Tests.Support.Scripts;

/// <summary>What tests wait for of a state that one lock guards.</summary>
internal sealed class Milestones(Lock gate)
{
    private readonly List<(Func<bool> IsReached, TaskCompletionSource Reached)> _awaited = [];

    /// <summary>Completes once the state is so; at once when it is already.</summary>
    public Task ReachAsync(Func<bool> isReached)
    {
        lock (gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((isReached, reached));
            Check();
            return reached.Task.WaitAsync(TestGateway.Deadline, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Looks again; to be called under the lock, whenever the state has changed.</summary>
    public void Check()
    {
        foreach (var (isReached, reached) in _awaited)
        {
            if (isReached())
                reached.TrySetResult();
        }
    }
}
