using Downstream.Gateway.Diagnostics.Traces.Spans;
using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests.Diagnostics.Traces;

public sealed class SpanStoreTests
{
    [Fact]
    public void The_trace_written_to_the_longest_ago_goes_first()
    {
        using var store = new SpanStore(mostSpans: 4);
        store.AddForeign("a", Span("1"));
        store.AddForeign("b", Span("2"));
        store.AddForeign("a", Span("3"));
        store.AddForeign("c", Span("4"));
        Assert.Equal(4, store.Count);
        store.AddForeign("c", Span("5"));

        Assert.Null(store.Find("b"));
        Assert.Equal(["1", "3"], store.Find("a")!.Spans.Select(span => span.SpanId));
        Assert.Equal(4, store.Count);
    }

    [Fact]
    public void A_full_trace_keeps_its_own_spans_before_the_runtimes()
    {
        using var store = new SpanStore(mostSpans: 40_000);
        for (var i = 0; i < StoredTrace.MostSpans; i++)
            store.AddForeign("a", Span($"{i}", scope: i < 10 ? "Microsoft.Orleans.Application" : "Downstream"));
        for (var i = 0; i < 12; i++)
            store.AddForeign("a", Span($"own-{i}"));
        store.AddForeign("a", Span("runtime", scope: "Microsoft.Orleans.Lifecycle"));

        var trace = store.Find("a")!;
        Assert.Equal((StoredTrace.MostSpans, 13), (trace.Spans.Count, trace.Lost));
        Assert.DoesNotContain(trace.Spans, span => span.IsRuntimes);
        Assert.Equal(10, trace.Spans.Count(span => span.SpanId.StartsWith("own-", StringComparison.Ordinal)));
        Assert.Equal(StoredTrace.MostSpans, store.Count);
    }

    [Fact]
    public void Browsers_cannot_push_the_services_traces_out()
    {
        using var store = new SpanStore(mostSpans: 40_000);
        using var activity = new System.Diagnostics.Activity("own").Start();
        store.OnEnd(activity);
        for (var i = 0; i < 2 * SpanStore.MostTraces; i++)
            store.AddForeign($"{i}", Span("1"));

        Assert.NotNull(store.Find(activity.TraceId.ToHexString()));
        Assert.Equal(SpanStore.MostForeignTraces + 1, store.Recent(1000).Count);
    }

    [Fact]
    public void A_list_tells_of_a_trace_what_there_is_of_it()
    {
        using var store = new SpanStore(mostSpans: 40_000);
        store.AddForeign("a", Span("2") with { ParentSpanId = "1", Start = TestGateway.Start.AddSeconds(1), Duration = TimeSpan.FromSeconds(9), Status = "error" });
        store.AddForeign("a", Span("1") with { Name = "root", Duration = TimeSpan.FromSeconds(2), Attributes = SpanAttributes.Of([new("downstream.job.id", Samples.Id)]) });
        store.AddForeign("b", Span("3") with { ParentSpanId = "elsewhere", Name = "orphan", Start = TestGateway.Start.AddSeconds(5) });

        Assert.Equal(
            [
                new TraceSummary("b", "orphan", "s", TestGateway.Start.AddSeconds(5), 1, 1, 0, null),
                new TraceSummary("a", "root", "s", TestGateway.Start, 10_000, 2, 1, Samples.Id),
            ],
            store.Recent(10));
        Assert.Single(store.Recent(1));
    }

    [Fact]
    public void What_is_kept_of_a_span_is_bounded_and_says_nothing_of_its_caller()
    {
        using var activity = new System.Diagnostics.Activity("span");
        activity.SetTag("client.address", "203.0.113.9").SetTag("user_agent.original", "me").SetTag("url.full", "https://store/a?X-Amz-Signature=s3cret")
            .SetTag("orleans.rpc.target_id", "caller-jobs/s3cret").SetTag("orleans.rpc.source_id", "job/1").SetTag("long", new string('x', 1000));
        for (var i = 0; i < 50; i++)
            activity.SetTag($"tag-{i}", i);
        activity.Start().Stop();

        var span = ActivitySpans.Of(activity, "service");
        Assert.Equal(32, span.Attributes.Count);
        Assert.Equal(256, ((string)span.Attributes["long"]).Length);
        Assert.Equal("caller-jobs", span.Attributes["orleans.rpc.target_id"]);
        Assert.Equal("job/1", span.Attributes["orleans.rpc.source_id"]);
        Assert.Equal(0L, span.Attributes["tag-0"]);
        Assert.DoesNotContain(span.Attributes, attribute => $"{attribute.Key} {attribute.Value}" is var text && (text.Contains("s3cret", StringComparison.Ordinal) || text.Contains("203.0", StringComparison.Ordinal)));
        Assert.DoesNotContain("user_agent.original", span.Attributes.Keys);
    }

    private static StoredSpan Span(string id, string scope = "Downstream") => new()
    {
        SpanId = id,
        ParentSpanId = null,
        Name = "span",
        Service = "s",
        Scope = scope,
        Kind = "internal",
        Start = TestGateway.Start,
        Duration = TimeSpan.FromMilliseconds(1),
        Status = "unset",
    };
}
