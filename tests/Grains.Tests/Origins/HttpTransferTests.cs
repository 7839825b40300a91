using System.Security.Cryptography;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Origins.Http;
using Downstream.Grains.Tests.Files;

namespace Downstream.Grains.Tests.Origins;

/// <summary>Transfers that break, and how they go on.</summary>
public sealed class HttpTransferTests : IAsyncLifetime
{
    private const int Existing = 70_000;
    private const int Half = HostileHttp.Size / 2;

    /// <summary>Longer than a busy machine keeps an answer waiting that is not meant to stall.</summary>
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(5);

    private HostileHttp _http = null!;

    public async ValueTask InitializeAsync() => _http = await HostileHttp.StartAsync();

    public ValueTask DisposeAsync() => _http.DisposeAsync();

    [Fact]
    public async Task A_transfer_that_breaks_off_goes_on_where_it_broke()
    {
        _http.Server.ThenBreakOffAfter(Half);
        _http.Server.ThenBreakOffAfter(50_000);

        await _http.CopyAsync(Existing);

        Assert.Equal(_http.Content, _http.Sink.Bytes);
        Assert.Equal(1, _http.Sink.Opened);
        Assert.Equal(
            [(null, null), ($"bytes={Half}-", "\"one\""), ($"bytes={Half + 50_000}-", "\"one\"")],
            _http.Server.Requests.Select(r => (r.Range, r.IfRange)));
    }

    [Fact]
    public async Task A_date_that_is_old_enough_resumes_a_transfer_too()
    {
        var modified = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        (_http.Server.ETag, _http.Server.LastModified) = (null, modified);
        _http.Server.ThenBreakOffAfter(Half);

        await _http.CopyAsync(Existing);

        Assert.Equal(_http.Content, _http.Sink.Bytes);
        Assert.Equal(modified.ToString("R"), _http.Server.Requests.Last().IfRange);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("W/\"weak\"")]
    public async Task A_transfer_without_a_strong_validator_is_not_resumed(string? etag)
    {
        _http.Server.ETag = etag;
        _http.Server.ThenBreakOffAfter(Half);

        await _http.FailsAsync(Existing, FileErrors.TransferIncomplete, mayPass: true);

        Assert.Single(_http.Server.Requests);
    }

    [Fact]
    public async Task A_date_of_this_very_second_is_no_validator()
    {
        (_http.Server.ETag, _http.Server.LastModified) = (null, TimeProvider.System.GetUtcNow().AddMinutes(1));
        _http.Server.ThenBreakOffAfter(Half);

        await _http.FailsAsync(Existing, FileErrors.TransferIncomplete, mayPass: true);
    }

    [Fact]
    public async Task A_transfer_that_stalls_is_resumed()
    {
        _http.Options.StallLimit = Stall;
        _http.Server.ThenStallAfter(Half);

        await _http.CopyAsync(Existing);

        Assert.Equal(_http.Content, _http.Sink.Bytes);
        Assert.InRange(_http.Server.Requests.Count, 2, 1 + _http.Options.MaxResumes);
        Assert.Equal([null, $"bytes={Half}-"], _http.Server.Requests.Take(2).Select(r => r.Range));
    }

    [Fact]
    public async Task A_transfer_that_gets_on_after_every_break_comes_to_its_end()
    {
        for (var time = 0; time < 4 * _http.Options.MaxResumes; time++)
            _http.Server.ThenBreakOffAfter(10);

        await _http.CopyAsync(Existing);

        Assert.Equal(_http.Content, _http.Sink.Bytes);
    }

    [Fact]
    public async Task A_transfer_that_keeps_breaking_off_is_given_up()
    {
        _http.Server.ThenBreakOffAfter(10);
        for (var time = 0; time < _http.Options.MaxResumes; time++)
            _http.Server.ThenBreakOffAfter(0);

        await _http.FailsAsync(Existing, FileErrors.TransferIncomplete, mayPass: true);

        Assert.Equal(_http.Options.MaxResumes + 1, _http.Server.Requests.Count);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_resume_that_is_refused_for_now_is_tried_again(int status)
    {
        _http.Server.ThenBreakOffAfter(Half);
        _http.Server.ThenAnswer(status);

        await _http.CopyAsync(Existing);

        Assert.Equal(_http.Content, _http.Sink.Bytes);
        Assert.Equal([null, $"bytes={Half}-", $"bytes={Half}-"], _http.Server.Requests.Select(r => r.Range));
    }

    [Fact]
    public async Task A_resume_that_is_refused_too_often_is_given_up()
    {
        _http.Server.ThenBreakOffAfter(Half);
        for (var time = 0; time < _http.Options.MaxResumes; time++)
            _http.Server.ThenAnswer(503, "7");

        var failure = await _http.FailsAsync(Existing, FileErrors.OriginUnavailable, mayPass: true);

        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
        Assert.Equal(_http.Options.MaxResumes + 1, _http.Server.Requests.Count);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("3600", 60)]
    public async Task A_resume_waits_as_long_as_the_origin_asked_up_to_a_minute(string asked, int kept)
    {
        var clock = new ManualClock(longest: TimeSpan.FromMinutes(2));
        _http.Options.StallLimit = TimeSpan.FromMinutes(5);
        using var origin = new HttpOrigin(_http.Options, clock);
        _http.Server.ThenBreakOffAfter(Half);
        _http.Server.ThenAnswer(503, asked);

        var copy = _http.CopyAsync(Existing, origin);
        var waits = await clock.PassWaitsUntilAsync(copy);
        await copy;

        Assert.Equal(_http.Content, _http.Sink.Bytes);
        Assert.Equal([TimeSpan.FromSeconds(kept)], waits);
    }

    [Fact]
    public async Task A_resume_that_is_refused_for_good_is_not_tried_again()
    {
        _http.Server.ThenBreakOffAfter(Half);
        _http.Server.ThenAnswer(403);

        await _http.FailsAsync(Existing, FileErrors.OriginRejected, mayPass: false);

        Assert.Equal(2, _http.Server.Requests.Count);
    }

    [Fact]
    public async Task A_range_that_ends_before_its_own_end_is_resumed_though_nobody_knows_the_length()
    {
        _http.Options.StallLimit = Stall;
        _http.Server.ThenStallAfter(Half, announced: false);
        _http.Server.ThenAnswerTheRange($"bytes {Half}-{HostileHttp.Size - 1}/*", _http.Content[Half..(Half + 10)]);
        _http.Server.ThenAnswerTheRange($"bytes {Half + 10}-{HostileHttp.Size - 1}/*", _http.Content[(Half + 10)..]);

        await _http.CopyAsync(Existing);

        Assert.Null(_http.Sink.Announced);
        Assert.Equal(_http.Content, _http.Sink.Bytes);
        Assert.Equal([null, $"bytes={Half}-", $"bytes={Half + 10}-"], _http.Server.Requests.Select(r => r.Range));
    }

    [Fact]
    public async Task A_file_that_changes_between_ranges_is_not_stitched_together()
    {
        _http.Server.ThenBreakOffAfter(Half);
        _http.Server.ThenChange("\"two\"", RandomNumberGenerator.GetBytes(HostileHttp.Size));

        await _http.FailsAsync(Existing, FileErrors.TransferIncomplete, mayPass: true);
    }

    [Fact]
    public async Task A_range_of_another_entity_is_not_stitched_on()
    {
        _http.Server.ThenBreakOffAfter(Half);
        _http.Server.ThenAnswerTheRange($"bytes {Half}-{HostileHttp.Size - 1}/{HostileHttp.Size}", _http.Content[Half..], etag: "\"two\"");

        await _http.FailsAsync(Existing, FileErrors.TransferIncomplete, mayPass: true);
    }

    [Fact]
    public async Task An_origin_that_ignores_ranges_is_not_believed_to_resume()
    {
        _http.Server.ThenBreakOffAfter(Half);
        _http.Server.ThenIgnoreTheRange();

        await _http.FailsAsync(Existing, FileErrors.TransferIncomplete, mayPass: true);
        Assert.Equal(Half, _http.Sink.Bytes.Length);
    }

    [Fact]
    public async Task A_range_from_another_place_is_refused()
    {
        _http.Server.ThenBreakOffAfter(Half);
        _http.Server.ThenAnswerTheRange($"bytes 0-{Half - 1}/{HostileHttp.Size}", _http.Content[..Half]);

        await _http.FailsAsync(Existing, FileErrors.TransferIncomplete, mayPass: true);
    }

    [Fact]
    public async Task A_range_of_a_file_of_another_length_is_refused()
    {
        _http.Server.ThenBreakOffAfter(Half);
        _http.Server.ThenAnswerTheRange($"bytes {Half}-{HostileHttp.Size - 1}/{HostileHttp.Size + 1}", _http.Content[Half..]);

        await _http.FailsAsync(Existing, FileErrors.TransferIncomplete, mayPass: true);
    }

    [Fact]
    public async Task More_bytes_than_announced_are_noticed()
    {
        _http.Server.ThenBreakOffAfter(Half);
        _http.Server.ThenAnswerTheRange($"bytes {Half}-{HostileHttp.Size - 1}/{HostileHttp.Size}", new byte[HostileHttp.Size]);

        await _http.FailsAsync(Existing, FileErrors.TransferIncomplete, mayPass: true);
        Assert.InRange(_http.Sink.Bytes.Length, Half, HostileHttp.Size);
    }

    [Fact]
    public async Task Fewer_bytes_than_announced_are_noticed()
    {
        _http.Server.ThenBreakOffAfter(Half);
        for (var time = 0; time < _http.Options.MaxResumes; time++)
            _http.Server.ThenAnswerTheRange($"bytes {Half}-{HostileHttp.Size - 1}/{HostileHttp.Size}", []);

        await _http.FailsAsync(Existing, FileErrors.TransferIncomplete, mayPass: true);
    }
}
