using Downstream.Gateway.Tests.Support;
using Downstream.Silo.Hosting.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace Downstream.Gateway.Tests.Diagnostics.Errors;

public sealed class ErrorLogTests
{
    private readonly FakeTimeProvider _time = new(TestGateway.Start);

    [Fact]
    public void The_same_error_within_a_minute_is_counted()
    {
        var log = new ErrorLog(_time);
        log.Add(Error("a", traceId: "1"), () => "first");
        _time.Advance(TimeSpan.FromSeconds(59));
        log.Add(Error("a", traceId: "2"), () => "second");
        log.Add(Error("b"), () => null);
        _time.Advance(TimeSpan.FromSeconds(1));
        log.Add(Error("a", traceId: "3"), () => "third");

        var errors = log.Read(after: 0).Errors;
        Assert.Equal([("a", 1, "3"), ("b", 1, null), ("a", 2, "2")], errors.Select(error => (error.Message, error.Count, error.TraceId)));
        Assert.Equal("second", errors[2].SentryEventId);
        Assert.Equal(TestGateway.Start, errors[2].Time);
        Assert.Equal(TestGateway.Start.AddSeconds(59), errors[2].LastTime);
    }

    [Fact]
    public void Only_what_is_new_or_came_again_follows_an_id()
    {
        var log = new ErrorLog(_time);
        log.Add(Error("a"), () => null);
        log.Add(Error("b"), () => null);
        log.Add(Error("c"), () => null);
        var seen = log.Read(after: 0).Errors[0].Id;
        Assert.Empty(log.Read(seen).Errors);

        log.Add(Error("a"), () => null);
        log.Add(Error("d"), () => null);
        Assert.Equal(["d", "a"], log.Read(seen).Errors.Select(error => error.Message).OrderDescending());
    }

    [Fact]
    public void It_holds_so_many_and_says_how_many_it_lost()
    {
        var log = new ErrorLog(_time);
        for (var i = 0; i < ErrorLog.Capacity + 3; i++)
            log.Add(Error($"{i}"), () => null);

        var page = log.Read(after: 0);
        Assert.Equal((ErrorLog.Capacity, 3L), (page.Errors.Count, page.Lost));
        Assert.Equal("202", page.Errors[0].Message);
    }

    [Fact]
    public void A_fault_in_a_loop_is_not_reported_without_end()
    {
        var (log, reports) = (new ErrorLog(_time), 0);
        for (var i = 0; i < 100; i++)
            log.Add(Error("a"), () => $"{++reports}");
        Assert.Equal(5, reports);
        Assert.Equal(100, log.Read(after: 0).Errors.Single().Count);
    }

    private static LoggedError Error(string message, string? traceId = null) => new()
    {
        Id = 0,
        LastId = 0,
        Time = default,
        LastTime = default,
        Count = 0,
        Level = "error",
        Source = "gateway",
        Instance = "one",
        Type = "T",
        Message = message,
        TraceId = traceId,
    };
}
