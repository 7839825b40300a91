using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Downstream.Gateway.Tests.Support;

namespace Downstream.Gateway.Tests.Pages;

[Collection(SentryIngest.Users)]
public sealed partial class PagesTests
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Theory]
    [InlineData("/")]
    [InlineData("/?status=failed")]
    [InlineData("/new")]
    [InlineData("/jobs/01a20a9f-e3ef-7316-bf35-b3244e4a3908")]
    [InlineData("/status?of=browser")]
    [InlineData("/errors")]
    [InlineData("/traces")]
    [InlineData("/traces/0af7651916cd43dd8448eb211c80319c?span=1")]
    public async Task A_page_is_sent_fresh_with_a_name_for_the_caller_and_a_strict_policy(string path)
    {
        await using var pages = await BuiltPages.StartAsync("RATE_LIMIT_MAX_REQUESTS=1");
        for (var i = 0; i < 3; i++)
        {
            using var response = await pages.Gateway.GetAsync(path, ("Accept", Browser));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("text/html; charset=utf-8", response.Header("Content-Type"));
            Assert.Equal("no-store", response.Header("Cache-Control"));
            Assert.Contains("Accept", response.Header("Vary"));
            Assert.StartsWith("client_id=", response.Header("Set-Cookie"));
            Assert.Equal(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
                + "base-uri 'none'; form-action 'self'; frame-ancestors 'self'; require-trusted-types-for 'script'",
                response.Header("Content-Security-Policy"));
            Assert.Contains("<title>UI</title>", await response.TextAsync());
        }
    }

    [Theory]
    [InlineData("/new", null)]
    [InlineData("/traces", "application/json")]
    [InlineData("/jobs", Browser)]
    [InlineData("/jobs/1/2", Browser)]
    [InlineData("/anything", Browser)]
    [InlineData("/index.html", Browser)]
    [InlineData("/assets/", Browser)]
    [InlineData("/assets/missing-2.js", Browser)]
    [InlineData("/assets/..%2findex.html", Browser)]
    [InlineData("/assets/main-1.js.br", Browser)]
    public async Task What_is_no_page_and_no_file_is_not_found(string path, string? accept)
    {
        await using var pages = await BuiltPages.StartAsync();
        using var response = await pages.Gateway.GetAsync(path, accept is null ? [] : [("Accept", accept)]);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("not_found", (await response.JsonAsync()).GetProperty("code").GetString());
        Assert.Equal("no-store", response.Header("Cache-Control"));
    }

    [Fact]
    public async Task Pages_can_only_be_read()
    {
        await using var pages = await BuiltPages.StartAsync();
        using var head = await pages.Gateway.SendAsync(HttpMethod.Head, "/new", null, ("Accept", Browser));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        using var post = await pages.Gateway.PostAsync("/new", "{}", ("Accept", Browser));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0.5, gzip;q=0.8", "gzip")]
    [InlineData("*", "br")]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("br;q=0.5, identity", null)]
    [InlineData("zstd", null)]
    [InlineData("garbage;;", null)]
    [InlineData(null, null)]
    public async Task A_file_comes_in_the_smallest_form_that_the_browser_takes(string? accepted, string? encoding)
    {
        await using var pages = await BuiltPages.StartAsync("RATE_LIMIT_MAX_REQUESTS=1");
        using var response = await pages.Gateway.GetAsync("/assets/main-1.js", accepted is null ? [] : [("Accept-Encoding", accepted)]);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(encoding, response.Header("Content-Encoding"));
        Assert.Equal("text/javascript; charset=utf-8", response.Header("Content-Type"));
        Assert.Equal("public, max-age=31536000, immutable", response.Header("Cache-Control"));
        Assert.Contains("Accept-Encoding", response.Header("Vary"));
        Assert.Equal(BuiltPages.Script, await PlainAsync(response));

        using var again = await pages.Gateway.GetAsync(
            "/assets/main-1.js", [("If-None-Match", response.Header("ETag")!), .. accepted is null ? [] : new[] { ("Accept-Encoding", accepted) }]);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task A_file_under_a_fixed_name_is_asked_for_anew()
    {
        await using var pages = await BuiltPages.StartAsync();
        using var response = await pages.Gateway.GetAsync("/robots.txt", ("Accept-Encoding", "br"));
        Assert.Equal("no-cache", response.Header("Cache-Control"));
        Assert.Null(response.Header("Content-Encoding"));
        Assert.Equal("User-agent: *", await response.TextAsync());
    }

    [Fact]
    public async Task The_page_knows_what_it_has_to_know_of_the_service_and_no_secret()
    {
        await using var pages = await BuiltPages.StartAsync(
            "SENTRY_DSN=http://public:s3cret@127.0.0.1:9/7", "SENTRY_URL=https://sentry.example/o'rg", "JAEGER_UI_URL=https://jaeger.example/", "API_DOCS_ENABLED=true");
        using var response = await pages.Gateway.GetAsync("/status", ("Accept", Browser));
        Assert.Contains("connect-src 'self' http://127.0.0.1:9; ", response.Header("Content-Security-Policy"));
        var html = await response.TextAsync();
        Assert.DoesNotContain("s3cret", html);

        var config = ConfigOf(html);
        Assert.Equal("0.1.0", config.GetProperty("version").GetString());
        Assert.Equal(1000, config.GetProperty("maxFiles").GetInt32());
        Assert.Equal("""{"dsn":"http://public@127.0.0.1:9/7","environment":"Production"}""", config.GetProperty("sentry").GetRawText());
        var links = config.GetProperty("links");
        Assert.Equal("https://jaeger.example/", links.GetProperty("jaeger").GetString());
        Assert.Equal("https://sentry.example/o'rg", links.GetProperty("sentry").GetString());
        Assert.Equal("/docs", links.GetProperty("docs").GetString());
    }

    [Fact]
    public async Task What_is_not_configured_is_null()
    {
        await using var pages = await BuiltPages.StartAsync("SENTRY_DSN=http://a@127.0.0.1:9/7", "SENTRY_UI_DSN=http://b@127.0.0.1:8/9");
        using var response = await pages.Gateway.GetAsync("/", ("Accept", Browser));
        var config = ConfigOf(await response.TextAsync());
        Assert.Equal("http://b@127.0.0.1:8/9", config.GetProperty("sentry").GetProperty("dsn").GetString());
        foreach (var link in new[] { "jaeger", "sentry", "docs" })
            Assert.Equal(JsonValueKind.Null, config.GetProperty("links").GetProperty(link).ValueKind);

        await using var without = await BuiltPages.StartAsync();
        using var plain = await without.Gateway.GetAsync("/", ("Accept", Browser));
        Assert.Equal(JsonValueKind.Null, ConfigOf(await plain.TextAsync()).GetProperty("sentry").ValueKind);
    }

    [Fact]
    public async Task Without_the_pages_there_is_one_that_says_how_to_get_them()
    {
        await using var pages = await BuiltPages.StartAsync(withPages: false);
        using var response = await pages.Gateway.GetAsync("/", ("Accept", Browser));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("cd ui &amp;&amp; npm ci &amp;&amp; npm run build", await response.TextAsync());
        Assert.Contains("default-src 'none'", response.Header("Content-Security-Policy"));
        using var program = await pages.Gateway.GetAsync("/");
        Assert.Equal("application/json", program.Content.Headers.ContentType?.MediaType);
    }

    private static JsonElement ConfigOf(string html)
    {
        var element = Assert.Single(ConfigElement().Matches(html));
        using var config = JsonDocument.Parse(WebUtility.HtmlDecode(element.Groups[1].Value));
        return config.RootElement.Clone();
    }

    private static async Task<string> PlainAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using Stream plain = response.Header("Content-Encoding") switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("""<meta name="downstream-config" content="([^"]*)">""")]
    private static partial Regex ConfigElement();
}
