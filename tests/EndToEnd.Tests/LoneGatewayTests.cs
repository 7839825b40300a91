using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests;

/// <summary>A gateway on Redis while there is no silo.</summary>
public sealed class LoneGatewayTests
{
    [Fact]
    public async Task Requests_are_told_that_the_cluster_is_not_there_and_when_to_come_back()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var redis = await RedisServer.StartNewAsync(cancellationToken);
        var process = new GatewayProcess([("REDIS_URL", redis.Url), ("SILO_ADDRESS", "127.0.0.1")]);
        await using var gateway = new RunningGateway(process);
        process.Launch();
        await Poll.AnswerAsync(
            gateway.Http,
            "/health",
            answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable
                && answer.Body.Contains("\"cluster\":\"error\"", StringComparison.Ordinal)
                && answer.Body.Contains("\"state\":\"ok\"", StringComparison.Ordinal),
            cancellationToken);

        using var answer = await gateway.Http.PostAsync("/v1/download/initiate", RunningGateway.Body([70000]), cancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        Assert.Equal("cluster_unavailable", problem.GetProperty("code").GetString());
    }
}
