using System.IO.Compression;
using System.Security.Cryptography;
using Downstream.Grains.Origins;
using Downstream.Grains.Origins.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Tests.Origins;

/// <summary>
/// What servers do that no RFC asks for, and what curl or a browser takes without a second thought: what they want in a
/// request, how they redirect, how they spell what they send.
/// </summary>
public sealed class ServerHabitsTests : IAsyncLifetime
{
    private const int FileId = 70_000;

    private readonly byte[] _content = RandomNumberGenerator.GetBytes(100_000);
    private readonly Sink _sink = new();
    private RequestDelegate _answer = _ => Task.CompletedTask;
    private WebApplication _server = null!;
    private WebApplication _other = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (_server, _other) = (await StartAsync(context => _answer(context)), await StartAsync(SendAsync));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task A_server_wants_to_know_who_asks_and_for_what()
    {
        _answer = context => context.Request.Headers.UserAgent.Count > 0 && context.Request.Headers.Accept == "*/*" && context.Request.Headers.AcceptEncoding == "identity"
            ? SendAsync(context)
            : StatusAsync(context, 403);
        await ComesWholeAsync();
    }

    [Theory]
    [InlineData(300, "/moved/70000.zip")]
    [InlineData(301, "/moved/70000.zip")]
    [InlineData(302, "../moved/70000.zip")]
    [InlineData(303, "?moved=1")]
    [InlineData(307, "/moved/a file.zip")]
    [InlineData(302, "\\moved\\70000.zip")]
    [InlineData(302, "/moved/70000.zip#part-2")]
    [InlineData(308, "//{own}/moved/70000.zip")]
    public async Task A_redirect_within_the_host_is_followed_however_it_is_written(int status, string location)
    {
        _answer = context => context.Request.Path.StartsWithSegments("/moved") || context.Request.Query.ContainsKey("moved")
            ? SendAsync(context)
            : RedirectAsync(context, status, location.Replace("{own}", new Uri(_server.Urls.First()).Authority, StringComparison.Ordinal));
        await ComesWholeAsync();
    }

    [Fact]
    public async Task A_server_may_send_its_client_back_with_a_cookie()
    {
        _answer = context =>
        {
            if (context.Request.Cookies["seen"] == "yes")
                return SendAsync(context);

            context.Response.Headers.SetCookie = "seen=yes; Path=/; HttpOnly";
            return RedirectAsync(context, 302, context.Request.Path);
        };
        await ComesWholeAsync();
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_followed_only_where_the_operator_named_it()
    {
        var other = new UriBuilder(_other.Urls.First()) { Host = "localhost" }.Uri;
        _answer = context => RedirectAsync(context, 302, new Uri(other, "/files/70000.zip").ToString());

        var refusal = await Assert.ThrowsAsync<OriginException>(() => CopyAsync());
        Assert.False(refusal.MayPass);
        Assert.Contains("localhost", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("ORIGIN_ALLOWED_HOSTS", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_sink.Bytes);

        await CopyAsync("localhost");
        Assert.Equal(_content, _sink.Bytes);
    }

    [Fact]
    public async Task Credentials_stay_with_the_origin()
    {
        string? told = null;
        await using var elsewhere = await StartAsync(context =>
        {
            told = context.Request.Headers.Authorization.ToString();
            return SendAsync(context);
        });
        _answer = context => RedirectAsync(context, 302, new UriBuilder(elsewhere.Urls.First()) { Host = "localhost", Path = "/x" }.Uri.ToString());

        await CopyAsync("localhost", "user:secret@");

        Assert.Equal(string.Empty, told);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("javascript:alert(1)")]
    public async Task A_redirect_out_of_http_is_refused(string location)
    {
        _answer = context => RedirectAsync(context, 302, location);
        Assert.False((await Assert.ThrowsAsync<OriginException>(() => CopyAsync())).MayPass);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(502)]
    public async Task A_server_that_does_not_mean_HEAD_may_have_the_file_all_the_same(int status)
    {
        _answer = context => HttpMethods.IsHead(context.Request.Method) ? StatusAsync(context, status) : SendAsync(context);
        using var origin = New();
        Assert.Equal(_content.Length, (await origin.FindAsync(FileId, Cancellation))?.Size);

        _answer = context => StatusAsync(context, 404);
        Assert.Null(await origin.FindAsync(FileId, Cancellation));
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("Identity")]
    [InlineData("none")]
    [InlineData("binary")]
    [InlineData("utf-8")]
    [InlineData("aws-chunked")]
    public async Task As_it_is_has_many_names(string coding)
    {
        _answer = context =>
        {
            context.Response.Headers.ContentEncoding = coding;
            return SendAsync(context);
        };
        await ComesWholeAsync();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_server_may_compress_although_it_was_asked_not_to(string coding)
    {
        _answer = async context =>
        {
            context.Response.Headers.ContentEncoding = coding;
            await using Stream encoded = coding switch
            {
                "br" => new BrotliStream(context.Response.Body, CompressionLevel.Fastest),
                "deflate" => new ZLibStream(context.Response.Body, CompressionLevel.Fastest),
                _ => new GZipStream(context.Response.Body, CompressionLevel.Fastest),
            };
            await encoded.WriteAsync(_content, context.RequestAborted);
        };
        await ComesWholeAsync();
    }

    [Fact]
    public async Task What_nobody_can_decode_is_refused()
    {
        _answer = context =>
        {
            context.Response.Headers.ContentEncoding = "secret";
            return SendAsync(context);
        };
        Assert.False((await Assert.ThrowsAsync<OriginException>(() => CopyAsync())).MayPass);
    }

    [Theory]
    [InlineData("bytes {0}-{1}/{2}", "\"one\"", null)]
    [InlineData("bytes {0}-{1}/*", "\"one\"", null)]
    [InlineData("bytes={0}-{1}/{2}", "\"one\"", null)]
    [InlineData("Bytes: {0}-{1}/{2}", "\"one\"", null)]
    [InlineData("bytes {0}-{1}/{2}", "W/\"one\"", "Mon, 01 Jan 2024 00:00:00 GMT")]
    [InlineData("bytes {0}-{1}/{2}", null, "Mon, 01 Jan 2024 00:00:00 GMT")]
    public async Task A_transfer_goes_on_after_a_break_however_the_server_spells_ranges_and_validators(string contentRange, string? tag, string? modified)
    {
        var asked = 0;
        _answer = async context =>
        {
            var headers = context.Response.Headers;
            (headers.ETag, headers.LastModified) = (tag, modified);
            var from = 0;
            if (context.Request.GetTypedHeaders().Range?.Ranges.Single().From is { } start)
            {
                from = (int)start;
                context.Response.StatusCode = 206;
                headers.ContentRange = string.Format(System.Globalization.CultureInfo.InvariantCulture, contentRange, from, _content.Length - 1, _content.Length);
            }

            context.Response.ContentLength = _content.Length - from;
            var half = asked++ == 0 ? _content.Length / 2 : _content.Length;
            await context.Response.Body.WriteAsync(_content.AsMemory(from, half - from), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);

            // Shorter than announced: the server closes the connection.
        };
        await ComesWholeAsync();
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_chunked_file_that_breaks_off_right_at_its_end_is_whole()
    {
        _answer = async context =>
        {
            if (context.Request.Headers.Range.Count > 0)
            {
                context.Response.StatusCode = 416;
                context.Response.Headers.ContentRange = $"bytes */{_content.Length}";
                return;
            }

            context.Response.Headers.ETag = "\"one\"";
            await context.Response.Body.WriteAsync(_content, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);

            // Ends without the last chunk.
            throw new IOException("Broken off.");
        };
        await ComesWholeAsync();
    }

    private async Task ComesWholeAsync()
    {
        await CopyAsync();
        Assert.Equal(_content, _sink.Bytes);
    }

    private async Task CopyAsync(string? allowedHost = null, string userInfo = "")
    {
        using var origin = New(allowedHost, userInfo);
        await origin.CopyToAsync(FileId, kept: null, _sink.OpenAsync, Cancellation);
    }

    private HttpOrigin New(string? allowedHost = null, string userInfo = "") => new(
        new OriginOptions
        {
            Kind = OriginKind.Http,
            UrlTemplate = $"{_server.Urls.First().Replace("http://", $"http://{userInfo}", StringComparison.Ordinal)}/files/{{file_id}}.zip",
            AllowedHosts = allowedHost is null ? [] : [allowedHost],
            ResumeDelay = TimeSpan.Zero,
        },
        TimeProvider.System);

    private async Task SendAsync(HttpContext context)
    {
        context.Response.ContentLength = _content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(_content, context.RequestAborted);
    }

    private static Task StatusAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        if (status == 200)
            context.Response.ContentLength = 0;

        return Task.CompletedTask;
    }

    private static Task RedirectAsync(HttpContext context, int status, string location)
    {
        context.Response.Headers.Location = location;
        return StatusAsync(context, status);
    }

    private static async Task<WebApplication> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(answer);
        await app.StartAsync(Cancellation);
        return app;
    }
}
