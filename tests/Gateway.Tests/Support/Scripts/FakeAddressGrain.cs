using Downstream.Grains.Abstractions.Callers;

namespace Downstream.Gateway.Tests.Support.Scripts;

/// <summary>An address that has as much under way as the test says.</summary>
internal sealed class FakeAddressGrain : IAddressGrain
{
    public AddressEntry Answer { get; set; } = AddressEntry.Entered;

    public List<string> Callers { get; } = [];

    public Task<AddressEntry> Enter(Guid jobId, string caller, CancellationToken cancellationToken = default)
    {
        lock (Callers)
            Callers.Add(caller);

        return Task.FromResult(Answer);
    }
}
