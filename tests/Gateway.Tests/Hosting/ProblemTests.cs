using System.Net;
using System.Net.Sockets;
using System.Text;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Tests.Support;
using Downstream.Silo.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Persistence.Redis;
using Orleans.Runtime.Messaging;
using Orleans.Serialization;
using Orleans.Storage;

namespace Downstream.Gateway.Tests.Hosting;

public sealed class ProblemTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly RecordingLogs _logs = new();
    private TestGateway _gateway = null!;

    public static TheoryData<Exception> PassingFailures { get; } =
    [
        new TimeoutException("silo S10.0.0.1 did not answer"),
        new SiloUnavailableException(),
        new ConnectionFailedException("no route"),
        new OrleansException("No active nodes are compatible with the grain."),
        new OperationCanceledException("Message expired before placement could complete"),
        new RedisStorageException("redis"),
        new StackExchange.Redis.RedisConnectionException(StackExchange.Redis.ConnectionFailureType.UnableToConnect, "redis"),
        new StackExchange.Redis.RedisTimeoutException("redis", StackExchange.Redis.CommandStatus.Unknown),
        new StackExchange.Redis.RedisServerException("LOADING Redis is loading the dataset in memory"),
        new InconsistentStateException("etag"),
        new InvalidOperationException("wrapped", new SiloUnavailableException()),
    ];

    public async ValueTask InitializeAsync() =>
        _gateway = await TestGateway.StartAsync(builder => builder.Services.AddSingleton<ILoggerProvider>(_logs));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [MemberData(nameof(PassingFailures))]
    public async Task A_cluster_that_does_not_answer_is_unavailable_for_a_while(Exception failure)
    {
        _gateway.Cluster.Failure = failure;
        foreach (var path in new[] { $"/v1/download/status/{Samples.Id}", $"/v1/download/{Samples.Id}/files", $"/v1/download/{Samples.Id}", "/v1/downloads" })
        {
            using var response = await _gateway.GetAsync(path);
            var problem = await response.ProblemAsync(HttpStatusCode.ServiceUnavailable, "cluster_unavailable");
            Assert.Equal("2", response.Header("Retry-After"));
            Assert.DoesNotContain(failure.Message, problem.GetRawText());
        }
    }

    [Theory]
    [MemberData(nameof(PassingFailures))]
    public void A_failure_that_comes_from_another_process_is_known_as_what_it_was(Exception failure)
    {
        using var services = new ServiceCollection().AddSerializer().Configure<ExceptionSerializationOptions>(ClusterHosting.CarryEveryFailure).BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();

        var received = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(failure))!;

        Assert.Equal(failure.Message, received.Message);
        Assert.True(ClusterFailures.IsUnavailable(received), $"{received.GetType()}");
    }

    [Fact]
    public async Task A_bug_tells_nothing_of_itself_but_is_logged_with_the_request()
    {
        _gateway.Cluster.Failure = new InvalidOperationException("the bug");
        using var response = await _gateway.GetAsync($"/v1/download/status/{Samples.Id}?signature=s3cret", ("X-Request-ID", "req-1"));
        var problem = await response.ProblemAsync(HttpStatusCode.InternalServerError, "internal_error");
        Assert.DoesNotContain("bug", problem.GetRawText());
        Assert.DoesNotContain("InvalidOperation", problem.GetRawText());
        var line = Assert.Single(_logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains("req-1", line);
        Assert.Contains("the bug", line);
        Assert.DoesNotContain(_logs.Lines, logged => logged.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_developer_sees_the_bug()
    {
        await using var gateway = await TestGateway.StartAsync("environment=Development");
        gateway.Cluster.Failure = new InvalidOperationException("the bug");
        using var response = await gateway.GetAsync("/v1/downloads");
        var problem = await response.ProblemAsync(HttpStatusCode.InternalServerError, "internal_error");
        Assert.Contains("the bug", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_problem_is_written_exactly_so()
    {
        using var response = await _gateway.GetAsync(
            "/v1/download/status/x%3Cy?q=1", ("X-Request-ID", "req-1"), ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        Assert.Equal(
            """{"type":"urn:downstream:problem:invalid_request","title":"Invalid request","status":400,"detail":"jobId: must be a UUID","instance":"/v1/download/status/x%3Cy","code":"invalid_request","requestId":"req-1","traceId":"4bf92f3577b34da6a3ce929d0e0e4736","errors":{"jobId":["must be a UUID"]},"error":"Invalid request","message":"jobId: must be a UUID"}""",
            await response.TextAsync());
    }

    [Fact]
    public void Every_code_is_there_once_with_its_status_of_the_contract()
    {
        (string, int)[] contract =
        [
            ("invalid_request", 400), ("job_not_found", 404), ("not_found", 404), ("method_not_allowed", 405), ("job_not_ready", 409),
            ("nothing_to_retry", 409), ("job_failed", 410), ("job_cancelled", 410), ("job_expired", 410), ("payload_too_large", 413),
            ("unsupported_media_type", 415), ("idempotency_conflict", 422), ("rate_limited", 429), ("too_many_active_jobs", 429),
            ("internal_error", 500), ("storage_unavailable", 503), ("cluster_unavailable", 503),
        ];
        var codes = ProblemCode.All.Select(code => (code.Code, code.Status)).ToList();
        Assert.Empty(contract.Except(codes));
        Assert.Equal(codes.Count, codes.DistinctBy(code => code.Code).Count());
        var declared = typeof(ProblemCode).GetFields().Where(field => field.FieldType == typeof(ProblemCode)).Select(field => field.GetValue(null));
        Assert.Equal(declared.Count(), ProblemCode.All.Count);
    }

    [Fact]
    public async Task A_body_that_does_not_arrive_in_time_is_given_up()
    {
        // The server's own limit would answer the same after a few real seconds.
        await using var gateway = await TestGateway.StartAsync(
            builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinRequestBodyDataRate = null));
        using var socket = new TcpClient();
        await socket.ConnectAsync(gateway.Address.Host, gateway.Address.Port, TestContext.Current.CancellationToken);
        var head = "POST /v1/download/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(socket.GetStream());
        var line = reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();

        // The clock moves until the gateway has started to wait for the body, and then once over its limit.
        using var limit = new CancellationTokenSource(Deadline);
        while (!line.IsCompleted)
        {
            gateway.Time.Advance(TimeSpan.FromSeconds(30));
            await Task.WhenAny(line, Task.Delay(20, limit.Token));
            limit.Token.ThrowIfCancellationRequested();
        }

        Assert.Equal("HTTP/1.1 408 Request Timeout", await line);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "200")]
    [InlineData("GET / HTTP/1.0\r\n\r\n", "200")]
    [InlineData("POST /v1/download/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400")]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", "400")]
    [InlineData("GARBAGE\r\n\r\n", "400")]
    public async Task A_connection_that_speaks_badly_is_answered_and_closed(string request, string status)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(_gateway.Address.Host, _gateway.Address.Port, TestContext.Current.CancellationToken);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(socket.GetStream());
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.StartsWith($"HTTP/1.1 {status}", line);
    }
}
