using Downstream.Grains.Origins;

namespace Downstream.Grains.Tests.Origins;

/// <summary>What every origin does, whatever is behind it.</summary>
public abstract class OriginSuite : IAsyncLifetime
{
    protected const int Existing = 70_000;
    protected const int Missing = 70_001;

    internal IOrigin Origin { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Origin = await CreateAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        (Origin as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Finds_a_file_that_exists()
    {
        var file = await Origin.FindAsync(Existing, Cancellation);

        Assert.True(file?.Size > 0);
    }

    [Fact]
    public async Task Does_not_find_a_file_that_is_missing() => Assert.Null(await Origin.FindAsync(Missing, Cancellation));

    internal abstract Task<IOrigin> CreateAsync();
}
