using System.Text;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Origins;
using Downstream.Grains.Origins.Http;
using Downstream.Testing;
using Downstream.Testing.Processes;

namespace Downstream.Grains.Tests.Origins;

/// <summary>What an origin over HTTP makes of answers; of broken ones see <see cref="HttpTransferTests"/>.</summary>
public sealed class HttpOriginTests : SendingOriginSuite
{
    private HostileHttp _http = null!;

    [Fact]
    public async Task An_origin_that_stays_silent_is_given_up()
    {
        _http.Options.StallLimit = TimeSpan.FromMilliseconds(300);
        _http.Server.ThenStaySilent();

        await _http.FailsAsync(Existing, FileErrors.OriginUnavailable, mayPass: true);
    }

    [Theory]
    [InlineData(404, FileErrors.NotFound, false)]
    [InlineData(410, FileErrors.NotFound, false)]
    [InlineData(400, FileErrors.OriginRejected, false)]
    [InlineData(401, FileErrors.OriginRejected, false)]
    [InlineData(403, FileErrors.OriginRejected, false)]
    [InlineData(204, FileErrors.OriginRejected, false)]
    [InlineData(408, FileErrors.OriginUnavailable, true)]
    [InlineData(425, FileErrors.OriginUnavailable, true)]
    [InlineData(429, FileErrors.OriginUnavailable, true)]
    [InlineData(500, FileErrors.OriginUnavailable, true)]
    [InlineData(503, FileErrors.OriginUnavailable, true)]
    public async Task An_answer_that_is_not_the_file_has_its_code(int status, string code, bool mayPass)
    {
        _http.Server.ThenAnswer(status);

        var failure = await _http.FailsAsync(Existing, code, mayPass);

        Assert.Null(failure.RetryAfter);
        Assert.Equal(0, _http.Sink.Opened);
    }

    [Fact]
    public async Task A_wait_in_seconds_is_passed_on()
    {
        _http.Server.ThenAnswer(429, "7");

        var failure = await _http.FailsAsync(Existing, FileErrors.OriginUnavailable, mayPass: true);

        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
    }

    [Fact]
    public async Task A_wait_until_a_date_is_passed_on()
    {
        _http.Server.ThenAnswer(503, TimeProvider.System.GetUtcNow().AddSeconds(30).ToString("R"));

        var failure = await _http.FailsAsync(Existing, FileErrors.OriginUnavailable, mayPass: true);

        Assert.InRange(failure.RetryAfter!.Value, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(500, "HEAD", "GET")]
    [InlineData(503, "HEAD")]
    public async Task Finding_tells_failures_apart_from_a_missing_file(int status, params string[] methods)
    {
        _http.Server.ThenAnswer(status);
        _http.Server.ThenAnswer(status);

        var failure = await Assert.ThrowsAsync<OriginException>(() => Origin.FindAsync(Existing, Cancellation));

        Assert.True(failure.MayPass);
        Assert.Equal(methods, _http.Server.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task An_origin_that_does_not_know_HEAD_is_asked_otherwise()
    {
        _http.Server.ThenAnswer(405);

        var file = await Origin.FindAsync(Existing, Cancellation);

        Assert.Equal(HostileHttp.Size, file?.Size);
        Assert.Equal(["HEAD", "GET"], _http.Server.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task A_redirect_is_followed()
    {
        _http.Server.ThenRedirect("/files/2.zip");

        await _http.CopyAsync(Existing);

        Assert.Equal(_http.Content, _http.Sink.Bytes);
    }

    [Fact]
    public async Task Redirects_that_do_not_end_are_refused()
    {
        for (var time = 0; time < 20; time++)
            _http.Server.ThenRedirect("/files/2.zip");

        await _http.FailsAsync(Existing, FileErrors.OriginRejected, mayPass: false);
    }

    [Fact]
    public async Task User_information_becomes_basic_authentication()
    {
        _http.Options.UrlTemplate = _http.Server.UrlTemplate.Replace("http://", "http://user:p%40ss@", StringComparison.Ordinal);
        using var origin = new HttpOrigin(_http.Options, TimeProvider.System);

        await _http.CopyAsync(Existing, origin);

        Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("user:p@ss"))}", _http.Server.Requests.Single().Authorization);
    }

    [Fact]
    public async Task An_origin_that_is_gone_may_come_back()
    {
        // Not the port of a server that was stopped: another test may have been given it since.
        _http.Options.UrlTemplate = $"http://127.0.0.1:{FreePort.Next()}/files/{{file_id}}.zip?token={HostileOrigin.Secret}";
        using var origin = new HttpOrigin(_http.Options, TimeProvider.System);

        await _http.FailsAsync(Existing, FileErrors.OriginUnavailable, mayPass: true, origin);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http://localhost/files")]
    [InlineData("ftp://localhost/{file_id}")]
    [InlineData("/files/{file_id}")]
    public void A_template_that_names_no_file_is_refused(string? template)
    {
        _http.Options.UrlTemplate = template;

        Assert.Throws<ArgumentException>(() => new HttpOrigin(_http.Options, TimeProvider.System));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _http.DisposeAsync();
    }

    internal override async Task<IOrigin> CreateAsync()
    {
        _http = await HostileHttp.StartAsync();
        return _http.Origin;
    }
}
