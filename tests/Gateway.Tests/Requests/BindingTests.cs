using System.Net;
using System.Reflection;
using Downstream.Gateway.Http.Requests;
using Downstream.Gateway.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Requests;

/// <summary>Handlers take parsed values; what cannot be parsed is refused before them.</summary>
public sealed class BindingTests
{
    private const string Files = """{"file_ids":[70000]}""";
    private const string Caller = "X-Client-ID";
    private const string Key = "Idempotency-Key";

    private static readonly string Job = $"/v1/download/{Samples.Id:D}";

    /// <summary>Requests with more than one mistake, but for the last of each kind, and the field of the one that is told.</summary>
    private static readonly (string Method, string Path, string? Body, string[] Malformed, string Field)[] Mistakes =
    [
        ("GET", "/v1/download/status/none", null, [], "jobId"),
        ("GET", "/v1/download/none", null, [], "jobId"),
        ("GET", "/v1/download/none/files?status=none&limit=0&cursor=none", null, [], "jobId"),
        ("GET", $"{Job}/files?status=none&limit=0&cursor=none", null, [], "status"),
        ("GET", $"{Job}/files?limit=0&cursor=none", null, [], "limit"),
        ("GET", $"{Job}/files?cursor=none", null, [], "cursor"),
        ("GET", "/v1/download/none/files/none", null, [], "jobId"),
        ("GET", $"{Job}/files/none", null, [], "fileId"),
        ("DELETE", "/v1/download/none", null, [], "jobId"),
        ("POST", "/v1/download/none/retry", null, [Caller], "jobId"),
        ("POST", $"{Job}/retry", null, [Caller], Caller),
        ("POST", "/v1/download/none/callback", null, [], "jobId"),
        ("GET", "/v1/downloads?status=none&limit=0&cursor=none", null, [Caller], Caller),
        ("GET", "/v1/downloads?status=none&limit=0&cursor=none", null, [], "status"),
        ("GET", "/v1/downloads?limit=0&cursor=none", null, [], "limit"),
        ("GET", "/v1/downloads?cursor=none", null, [], "cursor"),
        ("POST", "/v1/download/initiate", "{}", [Caller, Key], "file_ids"),
        ("POST", "/v1/download/initiate", Files, [Caller, Key], Caller),
        ("POST", "/v1/download/initiate", Files, [Key], Key),
        ("POST", "/v1/download/start", Files, [Caller, Key], "file_id"),
        ("POST", "/v1/download/check", Files, [], "file_id"),
        ("GET", "/v1/diagnostics/performance?window=61", null, [], "window"),
        ("GET", "/v1/diagnostics/errors?limit=0&after=none", null, [], "limit"),
        ("GET", "/v1/diagnostics/errors?after=none", null, [], "after"),
        ("GET", "/v1/diagnostics/traces?limit=0", null, [], "limit"),
    ];

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Of_several_mistakes_the_first_is_told(string environment)
    {
        await using var gateway = await TestGateway.StartAsync($"environment={environment}");
        foreach (var (method, path, body, malformed, field) in Mistakes)
        {
            using var response = await gateway.SendAsync(new HttpMethod(method), path, body, [.. malformed.Select(name => (name, "a b"))]);
            var problem = await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
            Assert.Equal($"{method} {path} {field}", $"{method} {path} {string.Join(' ', problem.GetProperty("errors").EnumerateObject().Select(error => error.Name))}");
        }
    }

    [Fact]
    public async Task A_failure_on_purpose_comes_whatever_else_is_wrong()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var response = await gateway.PostAsync("/v1/download/check?sentry_test=true", "{");
        await response.ProblemAsync(HttpStatusCode.InternalServerError, "internal_error");
    }

    [Fact]
    public async Task Who_may_not_ask_is_not_told_what_is_wrong_with_the_question()
    {
        await using var gateway = await TestGateway.StartAsync("DIAGNOSTICS_ACCESS=off");
        using var response = await gateway.GetAsync("/v1/diagnostics/performance?window=61");
        await response.ProblemAsync(HttpStatusCode.Forbidden, "diagnostics_forbidden");
    }

    /// <summary>Where a parameter may be missing, the framework calls the handler in spite of the refusal.</summary>
    [Fact]
    public async Task No_handler_takes_a_value_that_may_be_refused_as_one_that_may_be_missing()
    {
        await using var gateway = await TestGateway.StartAsync();
        var nullability = new NullabilityInfoContext();
        var bound = Handlers(gateway)
            .SelectMany(handler => handler.Method.GetParameters())
            .Where(parameter => parameter.ParameterType.GetInterfaces().Any(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IBindableFromHttpContext<>)))
            .ToList();

        Assert.True(bound.Count > 20, $"only {bound.Count} were found");
        Assert.DoesNotContain(bound, parameter => parameter.HasDefaultValue || nullability.Create(parameter).ReadState != NullabilityState.NotNull);
    }

    [Fact]
    public async Task What_is_under_a_job_id_takes_the_job_first()
    {
        await using var gateway = await TestGateway.StartAsync();
        var handlers = Handlers(gateway).Where(handler => handler.Pattern.StartsWith("/v1/download/", StringComparison.Ordinal) && handler.Pattern.Contains("{jobId}")).ToList();

        // An event stream looks for its job by itself, since it may have a feed of it.
        Assert.Single(handlers, handler => handler.Pattern.Contains("/subscribe/"));
        var others = handlers.Where(handler => !handler.Pattern.Contains("/subscribe/")).ToList();
        Assert.Equal(7, others.Count);
        Assert.All(others, handler => Assert.Equal(typeof(JobId), handler.Method.GetParameters()[0].ParameterType));
    }

    private static IEnumerable<(string Pattern, MethodInfo Method)> Handlers(TestGateway gateway) =>
        from endpoint in gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let method = endpoint.Metadata.GetMetadata<MethodInfo>()
        where method is not null
        select (endpoint.RoutePattern.RawText!, method);
}
