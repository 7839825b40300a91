using System.Diagnostics;
using System.Text.RegularExpressions;
using Downstream.Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Downstream.Gateway.Tests.Hosting;

public sealed partial class RequestIdentityTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("A-Z_0.9", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a,b", false)]
    [InlineData("<script>", false)]
    public async Task An_id_is_kept_only_if_it_is_well_formed(string id, bool kept)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.GetAsync("/", ("X-Request-ID", id));
        Assert.Equal(kept, response.Header("X-Request-ID") == id);
        Assert.True(kept || Guid.TryParseExact(response.Header("X-Request-ID"), "D", out _));
    }

    [Fact]
    public async Task An_id_may_have_128_characters()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var longest = await gateway.GetAsync("/", ("X-Request-ID", new string('a', 128)));
        using var longer = await gateway.GetAsync("/", ("X-Request-ID", new string('a', 129)));
        Assert.Equal(new string('a', 128), longest.Header("X-Request-ID"));
        Assert.True(Guid.TryParseExact(longer.Header("X-Request-ID"), "D", out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_request_has_a_trace_whether_or_not_anything_listens(bool listens)
    {
        await using var gateway = await TestGateway.StartAsync(builder =>
        {
            if (listens)
                builder.Services.AddSingleton<ILoggerProvider, RecordingLogs>();
        });
        using var fresh = await gateway.GetAsync("/");
        using var other = await gateway.GetAsync("/");
        using var continued = await gateway.GetAsync("/", ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        using var broken = await gateway.GetAsync("/", ("traceparent", "00-nonsense"), ("Request-Id", "|abc.1."));
        Assert.Matches(TraceId(), fresh.Header("X-Trace-ID"));
        Assert.NotEqual(fresh.Header("X-Trace-ID"), other.Header("X-Trace-ID"));
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", continued.Header("X-Trace-ID"));
        Assert.Matches(TraceId(), broken.Header("X-Trace-ID"));
        Assert.Null(Activity.Current);
    }

    [GeneratedRegex("^(?!0{32})[0-9a-f]{32}$")]
    private static partial Regex TraceId();
}
