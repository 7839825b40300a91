using System.Net;
using System.Text.Json;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests.Telemetry;

/// <summary>What one gateway tells of all.</summary>
public sealed class ClusterDiagnosticsTests
{
    [Fact]
    public async Task Any_gateway_tells_of_all_processes_and_of_itself_while_they_cannot_be_asked()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await ClusterProcesses.StartAsync(1, 2, [("DOWNLOAD_DELAY_ENABLED", "false"), ("SENTRY_DSN", "http://key@127.0.0.1:9/1")], cancellationToken);
        await using var first = new RunningGateway(cluster.Gateways[0]);
        await using var second = new RunningGateway(cluster.Gateways[1]);

        var job = await first.InitiateAsync([70000], cancellationToken);
        await first.WaitForEndAsync(job, cancellationToken);
        using var failed = await first.Http.PostAsync("/v1/download/check?sentry_test=true", RunningGateway.Body([]), cancellationToken);
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);

        var errors = await ReadAsync(second, "errors", answer => answer.GetProperty("items").GetArrayLength() > 0 && answer.GetProperty("instances").GetArrayLength() == 3);
        var error = errors.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("route").GetString() == "/v1/download/check");
        Assert.EndsWith($"-{first.Process.Id}", error.GetProperty("instance").GetString());
        Assert.Equal(failed.Headers.GetValues("X-Request-ID").Single(), error.GetProperty("requestId").GetString());
        Assert.Matches("^[0-9a-f]{32}$", error.GetProperty("sentryEventId").GetString());
        Assert.EndsWith($"-{second.Process.Id}", errors.GetProperty("instances")[0].GetString());
        var later = await ReadAsync(first, $"errors?after={error.GetProperty("id").GetInt64()}", _ => true);
        Assert.Empty(later.GetProperty("items").EnumerateArray());

        var performance = await ReadAsync(second, "performance?window=3600", answer => answer.GetProperty("instances").GetArrayLength() == 3);
        Assert.Equal(1, performance.GetProperty("requests").GetProperty("failed").GetInt32());
        Assert.Contains(performance.GetProperty("routes").EnumerateArray(), route => route.GetProperty("route").GetString() == "/v1/download/initiate" && route.GetProperty("count").GetInt32() == 1);
        Assert.Equal((1, 1), (performance.GetProperty("jobs").GetProperty("submitted").GetInt32(), performance.GetProperty("jobs").GetProperty("completed").GetInt32()));
        Assert.EndsWith($"-{second.Process.Id}", performance.GetProperty("instance").GetString());

        Assert.Equal(0, performance.GetProperty("unanswered").GetInt32());

        // Who listens and does not answer is counted; who is gone is not.
        first.Process.Suspend();
        var frozen = await ReadAsync(second, "performance", answer => answer.GetProperty("instances").GetArrayLength() == 2);
        Assert.Equal(1, frozen.GetProperty("unanswered").GetInt32());
        await first.Process.KillAsync();
        var gone = await ReadAsync(second, "errors", answer => answer.GetProperty("unanswered").GetInt32() == 0);
        Assert.Equal(2, gone.GetProperty("instances").GetArrayLength());

        await cluster.Redis.KillAsync();
        var alone = await ReadAsync(second, "errors", answer => answer.GetProperty("instances").GetArrayLength() == 1);
        Assert.EndsWith($"-{second.Process.Id}", alone.GetProperty("instances")[0].GetString());
        Assert.Equal(JsonValueKind.Null, alone.GetProperty("unanswered").ValueKind);

        async Task<JsonElement> ReadAsync(RunningGateway gateway, string path, Func<JsonElement, bool> isExpected)
        {
            var text = await Poll.AnswerAsync(
                gateway.Http,
                $"/v1/diagnostics/{path}",
                answer => answer.StatusCode == HttpStatusCode.OK && isExpected(JsonElement.Parse(answer.Body)),
                cancellationToken);
            return JsonElement.Parse(text);
        }
    }
}
