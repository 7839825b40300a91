using System.Security.Cryptography;
using System.Text;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Origins;
using Downstream.Grains.Tests.Files;
using Downstream.Testing;
using Downstream.Testing.Processes;

namespace Downstream.Grains.Tests.Origins;

public sealed class HttpOriginTests : SendingOriginSuite
{
    private const int Size = 300_000;
    private const int Half = Size / 2;

    /// <summary>Longer than a busy machine keeps an answer waiting that is not meant to stall.</summary>
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(5);

    private readonly byte[] _content = RandomNumberGenerator.GetBytes(Size);
    private readonly Sink _sink = new();
    private readonly OriginOptions _options = new()
    {
        Kind = OriginKind.Http,
        ResumeDelay = TimeSpan.Zero,
        MaxResumes = 3,
    };

    private HostileOrigin _server = null!;

    [Fact]
    public async Task A_transfer_that_breaks_off_goes_on_where_it_broke()
    {
        _server.ThenBreakOffAfter(Half);
        _server.ThenBreakOffAfter(50_000);

        await CopyAsync();

        Assert.Equal(_content, _sink.Bytes);
        Assert.Equal(1, _sink.Opened);
        Assert.Equal(
            [(null, null), ($"bytes={Half}-", "\"one\""), ($"bytes={Half + 50_000}-", "\"one\"")],
            _server.Requests.Select(r => (r.Range, r.IfRange)));
    }

    [Fact]
    public async Task A_date_that_is_old_enough_resumes_a_transfer_too()
    {
        var modified = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        (_server.ETag, _server.LastModified) = (null, modified);
        _server.ThenBreakOffAfter(Half);

        await CopyAsync();

        Assert.Equal(_content, _sink.Bytes);
        Assert.Equal(modified.ToString("R"), _server.Requests.Last().IfRange);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("W/\"weak\"")]
    public async Task A_transfer_without_a_strong_validator_is_not_resumed(string? etag)
    {
        _server.ETag = etag;
        _server.ThenBreakOffAfter(Half);

        await FailsAsync(FileErrors.TransferIncomplete, mayPass: true);

        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_date_of_this_very_second_is_no_validator()
    {
        (_server.ETag, _server.LastModified) = (null, TimeProvider.System.GetUtcNow().AddMinutes(1));
        _server.ThenBreakOffAfter(Half);

        await FailsAsync(FileErrors.TransferIncomplete, mayPass: true);
    }

    [Fact]
    public async Task A_transfer_that_stalls_is_resumed()
    {
        _options.StallLimit = Stall;
        _server.ThenStallAfter(Half);

        await CopyAsync();

        Assert.Equal(_content, _sink.Bytes);
        Assert.InRange(_server.Requests.Count, 2, 1 + _options.MaxResumes);
        Assert.Equal([null, $"bytes={Half}-"], _server.Requests.Take(2).Select(r => r.Range));
    }

    [Fact]
    public async Task An_origin_that_stays_silent_is_given_up()
    {
        _options.StallLimit = TimeSpan.FromMilliseconds(300);
        _server.ThenStaySilent();

        await FailsAsync(FileErrors.OriginUnavailable, mayPass: true);
    }

    [Fact]
    public async Task A_transfer_that_keeps_breaking_off_is_given_up()
    {
        for (var time = 0; time <= _options.MaxResumes; time++)
            _server.ThenBreakOffAfter(10);

        await FailsAsync(FileErrors.TransferIncomplete, mayPass: true);

        Assert.Equal(_options.MaxResumes + 1, _server.Requests.Count);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_resume_that_is_refused_for_now_is_tried_again(int status)
    {
        _server.ThenBreakOffAfter(Half);
        _server.ThenAnswer(status);

        await CopyAsync();

        Assert.Equal(_content, _sink.Bytes);
        Assert.Equal([null, $"bytes={Half}-", $"bytes={Half}-"], _server.Requests.Select(r => r.Range));
    }

    [Fact]
    public async Task A_resume_that_is_refused_too_often_is_given_up()
    {
        _server.ThenBreakOffAfter(Half);
        for (var time = 0; time < _options.MaxResumes; time++)
            _server.ThenAnswer(503, "7");

        var failure = await FailsAsync(FileErrors.OriginUnavailable, mayPass: true);

        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
        Assert.Equal(_options.MaxResumes + 1, _server.Requests.Count);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("3600", 60)]
    public async Task A_resume_waits_as_long_as_the_origin_asked_up_to_a_minute(string asked, int kept)
    {
        var clock = new ManualClock(longest: TimeSpan.FromMinutes(2));
        _options.StallLimit = TimeSpan.FromMinutes(5);
        using var origin = new HttpOrigin(_options, clock);
        _server.ThenBreakOffAfter(Half);
        _server.ThenAnswer(503, asked);

        var copy = origin.CopyToAsync(Existing, _sink.OpenAsync, Cancellation);
        var waits = await clock.PassWaitsUntilAsync(copy);
        await copy;

        Assert.Equal(_content, _sink.Bytes);
        Assert.Equal([TimeSpan.FromSeconds(kept)], waits);
    }

    [Fact]
    public async Task A_resume_that_is_refused_for_good_is_not_tried_again()
    {
        _server.ThenBreakOffAfter(Half);
        _server.ThenAnswer(403);

        await FailsAsync(FileErrors.OriginRejected, mayPass: false);

        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task A_range_that_ends_before_its_own_end_is_resumed_though_nobody_knows_the_length()
    {
        _options.StallLimit = Stall;
        _server.ThenStallAfter(Half, announced: false);
        _server.ThenAnswerTheRange($"bytes {Half}-{Size - 1}/*", _content[Half..(Half + 10)]);
        _server.ThenAnswerTheRange($"bytes {Half + 10}-{Size - 1}/*", _content[(Half + 10)..]);

        await CopyAsync();

        Assert.Null(_sink.Announced);
        Assert.Equal(_content, _sink.Bytes);
        Assert.Equal([null, $"bytes={Half}-", $"bytes={Half + 10}-"], _server.Requests.Select(r => r.Range));
    }

    [Fact]
    public async Task A_file_that_changes_between_ranges_is_not_stitched_together()
    {
        _server.ThenBreakOffAfter(Half);
        _server.ThenChange("\"two\"", RandomNumberGenerator.GetBytes(Size));

        await FailsAsync(FileErrors.TransferIncomplete, mayPass: true);
    }

    [Fact]
    public async Task A_range_of_another_entity_is_not_stitched_on()
    {
        _server.ThenBreakOffAfter(Half);
        _server.ThenAnswerTheRange($"bytes {Half}-{Size - 1}/{Size}", _content[Half..], etag: "\"two\"");

        await FailsAsync(FileErrors.TransferIncomplete, mayPass: true);
    }

    [Fact]
    public async Task An_origin_that_ignores_ranges_is_not_believed_to_resume()
    {
        _server.ThenBreakOffAfter(Half);
        _server.ThenIgnoreTheRange();

        await FailsAsync(FileErrors.TransferIncomplete, mayPass: true);
        Assert.Equal(Half, _sink.Bytes.Length);
    }

    [Fact]
    public async Task A_range_from_another_place_is_refused()
    {
        _server.ThenBreakOffAfter(Half);
        _server.ThenAnswerTheRange($"bytes 0-{Half - 1}/{Size}", _content[..Half]);

        await FailsAsync(FileErrors.TransferIncomplete, mayPass: true);
    }

    [Fact]
    public async Task A_range_of_a_file_of_another_length_is_refused()
    {
        _server.ThenBreakOffAfter(Half);
        _server.ThenAnswerTheRange($"bytes {Half}-{Size - 1}/{Size + 1}", _content[Half..]);

        await FailsAsync(FileErrors.TransferIncomplete, mayPass: true);
    }

    [Fact]
    public async Task More_bytes_than_announced_are_noticed()
    {
        _server.ThenBreakOffAfter(Half);
        _server.ThenAnswerTheRange($"bytes {Half}-{Size - 1}/{Size}", new byte[Size]);

        await FailsAsync(FileErrors.TransferIncomplete, mayPass: true);
        Assert.InRange(_sink.Bytes.Length, Half, Size);
    }

    [Fact]
    public async Task Fewer_bytes_than_announced_are_noticed()
    {
        _server.ThenBreakOffAfter(Half);
        for (var time = 0; time < _options.MaxResumes; time++)
            _server.ThenAnswerTheRange($"bytes {Half}-{Size - 1}/{Size}", []);

        await FailsAsync(FileErrors.TransferIncomplete, mayPass: true);
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
        _server.ThenAnswer(status);

        var failure = await FailsAsync(code, mayPass);

        Assert.Null(failure.RetryAfter);
        Assert.Equal(0, _sink.Opened);
    }

    [Fact]
    public async Task A_wait_in_seconds_is_passed_on()
    {
        _server.ThenAnswer(429, "7");

        var failure = await FailsAsync(FileErrors.OriginUnavailable, mayPass: true);

        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
    }

    [Fact]
    public async Task A_wait_until_a_date_is_passed_on()
    {
        _server.ThenAnswer(503, TimeProvider.System.GetUtcNow().AddSeconds(30).ToString("R"));

        var failure = await FailsAsync(FileErrors.OriginUnavailable, mayPass: true);

        Assert.InRange(failure.RetryAfter!.Value, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Finding_tells_failures_apart_from_a_missing_file()
    {
        _server.ThenAnswer(500);

        var failure = await Assert.ThrowsAsync<OriginException>(() => Origin.FindAsync(Existing, Cancellation));

        Assert.True(failure.MayPass);
        Assert.Equal(["HEAD"], _server.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task An_origin_that_does_not_know_HEAD_is_asked_otherwise()
    {
        _server.ThenAnswer(405);

        var file = await Origin.FindAsync(Existing, Cancellation);

        Assert.Equal(Size, file?.Size);
        Assert.Equal(["HEAD", "GET"], _server.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task A_redirect_is_followed()
    {
        _server.ThenRedirect("/files/2.zip");

        await CopyAsync();

        Assert.Equal(_content, _sink.Bytes);
    }

    [Fact]
    public async Task Redirects_that_do_not_end_are_refused()
    {
        for (var time = 0; time < 10; time++)
            _server.ThenRedirect("/files/2.zip");

        await FailsAsync(FileErrors.OriginRejected, mayPass: false);
    }

    [Fact]
    public async Task User_information_becomes_basic_authentication()
    {
        _options.UrlTemplate = _server.UrlTemplate.Replace("http://", "http://user:p%40ss@", StringComparison.Ordinal);
        using var origin = new HttpOrigin(_options, TimeProvider.System);

        await origin.CopyToAsync(Existing, _sink.OpenAsync, Cancellation);

        Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("user:p@ss"))}", _server.Requests.Single().Authorization);
    }

    [Fact]
    public async Task An_origin_that_is_gone_may_come_back()
    {
        // Not the port of a server that was stopped: another test may have been given it since.
        _options.UrlTemplate = $"http://127.0.0.1:{FreePort.Next()}/files/{{file_id}}.zip?token={HostileOrigin.Secret}";
        using var origin = new HttpOrigin(_options, TimeProvider.System);

        await FailsAsync(FileErrors.OriginUnavailable, mayPass: true, origin);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http://localhost/files")]
    [InlineData("ftp://localhost/{file_id}")]
    [InlineData("/files/{file_id}")]
    public void A_template_that_names_no_file_is_refused(string? template)
    {
        _options.UrlTemplate = template;

        Assert.Throws<ArgumentException>(() => new HttpOrigin(_options, TimeProvider.System));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    internal override async Task<IOrigin> CreateAsync()
    {
        _server = await HostileOrigin.StartAsync(Cancellation);
        _server.Content = _content;
        _options.UrlTemplate = _server.UrlTemplate;
        return new HttpOrigin(_options, TimeProvider.System);
    }

    private Task CopyAsync() => Origin.CopyToAsync(Existing, _sink.OpenAsync, Cancellation);

    private async Task<OriginException> FailsAsync(string code, bool mayPass, HttpOrigin? origin = null)
    {
        var failure = await Assert.ThrowsAsync<OriginException>(() => (origin ?? Origin).CopyToAsync(Existing, _sink.OpenAsync, Cancellation));
        Assert.Equal((code, mayPass), (failure.Code, failure.MayPass));
        Assert.DoesNotContain(HostileOrigin.Secret, failure.ToString(), StringComparison.Ordinal);
        return failure;
    }
}
