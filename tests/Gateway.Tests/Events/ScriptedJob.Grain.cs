using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Tests.Events;

/// <summary>How the job answers; what streams never ask is not there.</summary>
internal sealed partial class ScriptedJob
{
    public async Task<JobView?> Get(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            _gets++;
            CheckAwaited();
        }

        var answer = Answer;
        Answer = null;
        await AnswerAsync(cancellationToken);
        return answer ?? View;
    }

    public async IAsyncEnumerable<JobUpdate> Watch(long? afterId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _watches);
        await AnswerAsync(cancellationToken);
        var updates = Channel.CreateUnbounded<JobUpdate>();
        lock (_gate)
        {
            foreach (var update in _durable.Where(update => RepeatsItself || IdOf(update) > afterId))
                updates.Writer.TryWrite(update);

            if (_view is null || _view.Status.IsTerminal())
                updates.Writer.TryComplete();

            _watchers.Add(updates);
            CheckAwaited();
        }

        try
        {
            await foreach (var update in updates.Reader.ReadAllAsync(cancellationToken))
                yield return update;
        }
        finally
        {
            await Leaving;
            lock (_gate)
            {
                _watchers.Remove(updates);
                CheckAwaited();
            }
        }
    }

    public async Task<IReadOnlyList<JobUpdate>?> Replay(long afterId, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _replays);
        await AnswerAsync(cancellationToken);
        lock (_gate)
            return _view is null or { Status: JobStatus.Expired } ? null : [.. _durable.Where(update => IdOf(update) > afterId)];
    }

    public Task<JobCommandResult> Submit(SubmitJob request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<JobFilesPage?> Files(FileStatus? status, int skip, int limit, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<JobCommandResult> Cancel(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    Task<JobCommandResult> IJobGrain.Retry(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<JobLink> Link(int? fileId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task FileSettled(FileOutcome outcome, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task FileWaits(int fileId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> FileProgressed(int fileId, int progress, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> Resume(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> Remind(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        lock (_gate)
        {
            if (Failures.TryDequeue(out var failure))
                throw failure;
        }
    }
}
