using System.IO.Hashing;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Files;
using Downstream.Grains.Origins;
using Downstream.Grains.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Downstream.Grains.Tests.Files;

/// <summary>The preparation of a file, with an origin, a store and a clock that do as the test says.</summary>
public abstract class PreparedFile : IDisposable
{
    protected const int FileId = 70_000;
    protected const string Key = "downloads/70000.zip";
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected ServiceProvider Services { get; } = new ServiceCollection().AddMetrics().AddSingleton<FilePreparationMetrics>().BuildServiceProvider();

    internal ManualClock Clock { get; } = new(longest: TimeSpan.FromMinutes(2));

    internal MemoryObjectStore Store { get; } = new();

    internal ScriptedOrigin Origin { get; } = new();

    protected TransferProgress Progress { get; } = new();

    protected PreparationOptions Options { get; } = new();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Services.Dispose();
    }

    internal FilePreparation New(IOrigin? origin = null) => new(
        origin ?? Origin, Store, Options, Services.GetRequiredService<FilePreparationMetrics>(), Clock, NullLogger<FilePreparation>.Instance);

    /// <summary>What a file ends with that went through: the checksum is that of what the store has.</summary>
    protected FileOutcome Transferred(int attempts) => new(FileId, Store.Objects[Key].Length, null, attempts, Crc32.HashToUInt32(Store.Objects[Key]));

    /// <summary>A slot that is always free.</summary>
    protected static Task<IDisposable> TakeTurn(CancellationToken cancellationToken) => Task.FromResult<IDisposable>(new MemoryStream());

    protected Task<FileOutcome> RunAsync() => New().RunAsync(FileId, Progress, isChanged: false, TakeTurn, Cancellation).WaitAsync(Deadline, Cancellation);

    protected async Task<(FileOutcome Outcome, List<TimeSpan> Waits)> RunAndPassWaitsAsync()
    {
        var run = New().RunAsync(FileId, Progress, isChanged: false, TakeTurn, Cancellation);
        var waits = await Clock.PassWaitsUntilAsync(run);
        return (await run, waits);
    }
}
