using System.Collections.Concurrent;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Origins;

namespace Downstream.Grains.Tests.Files;

/// <summary>An origin with one short file, which first does what it was told.</summary>
internal sealed class ScriptedOrigin : IOrigin
{
    private readonly ConcurrentQueue<Func<OpenTarget, CancellationToken, Task>> _answers = new();

    public static byte[] Content { get; } = [1, 2, 3, 4, 5];

    public bool FillsStore { get; init; }

    public int Asked { get; private set; }

    public Func<OriginFile?> Find { get; set; } = () => new OriginFile(Content.Length);

    public void ThenFail(string code = FileErrors.OriginUnavailable, bool mayPass = true, TimeSpan? retryAfter = null) =>
        ThenThrow(new OriginException(code, mayPass, "Told to.", retryAfter));

    public void ThenThrow(Exception failure) => _answers.Enqueue((_, _) => Task.FromException(failure));

    public void ThenDo(Func<OpenTarget, CancellationToken, Task> answer) => _answers.Enqueue(answer);

    public Task<OriginFile?> FindAsync(int fileId, CancellationToken cancellationToken) => Task.FromResult(Find());

    public async Task CopyToAsync(int fileId, KeptPart? kept, OpenTarget destination, CancellationToken cancellationToken)
    {
        Asked++;
        if (_answers.TryDequeue(out var answer))
        {
            await answer(destination, cancellationToken);
            return;
        }

        var target = await destination(new OriginFile(Content.Length), 0, cancellationToken);
        await target.WriteAsync(Content, cancellationToken);
    }
}
