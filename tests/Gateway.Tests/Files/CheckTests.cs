using Downstream.Gateway.Tests.Support;
using Downstream.Grains.Abstractions.Files;

namespace Downstream.Gateway.Tests.Files;

public sealed class CheckTests
{
    [Fact]
    public async Task The_answer_is_exactly_this()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Cluster.Files.Availability = new FileAvailability(true, "downloads/70000.zip", 1234);
        using var found = await gateway.PostAsync("/v1/download/check", """{"file_id":70000}""");
        Assert.Equal("""{"file_id":70000,"available":true,"s3Key":"downloads/70000.zip","size":1234}""", await found.TextAsync());
        Assert.Equal(70000, gateway.Cluster.Files.LastAsked);

        gateway.Cluster.Files.Availability = new FileAvailability(false, "leftover", 1);
        using var missing = await gateway.PostAsync("/v1/download/check", """{"file_id":70001}""");
        Assert.Equal("""{"file_id":70001,"available":false,"s3Key":null,"size":null}""", await missing.TextAsync());
    }
}
