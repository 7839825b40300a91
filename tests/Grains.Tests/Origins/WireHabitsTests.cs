using System.Security.Cryptography;
using Downstream.Grains.Abstractions.Files;
using Downstream.Grains.Origins;
using Downstream.Grains.Origins.Http;

namespace Downstream.Grains.Tests.Origins;

/// <summary>How servers spell their answers on the wire, down to what no framework would send.</summary>
public sealed class WireHabitsTests : IAsyncDisposable
{
    private const int Size = 100_000;
    private const int Half = Size / 2;

    private readonly byte[] _content = RandomNumberGenerator.GetBytes(Size);
    private readonly RawServer _server = new();
    private readonly Sink _sink = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", Size)]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n", null)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", null)]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 100000\r\n\r\n", Size)]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 100000\n\n", Size)]
    [InlineData("HTTP/1.1 203 Transformed\r\nContent-Length: 100000\r\n\r\n", Size)]
    [InlineData("HTTP/1.1 206 All Of It\r\nContent-Length: 100000\r\nContent-Range: bytes 0-99999/100000\r\n\r\n", Size)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", Size)]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", Size)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nContent-Encoding:\r\n\r\n", Size)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nContent-Type: zip\r\nContent-Disposition: attachment; filename=a \"b\\.zip; x\r\n\r\n", Size)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nContent-Disposition: attachment; filename*=UTF-8''..%2F..%2Fetc\r\nSet-Cookie: \u00e9=;;\r\n\r\n", Size)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nETag: no quotes\r\nLast-Modified: yesterday\r\nDate: 0\r\nExpires: -1\r\n\r\n", Size)]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length:100000\r\n\r\n", Size)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nContent-Length: 100000\r\n\r\n", Size)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length : 100000\r\n\r\n", Size)]
    [InlineData("HTTP/1.1 200 OK\r\nX-Folded: one\r\n two\r\nContent-Length: 100000\r\n\r\n", Size)]
    public async Task The_file_comes_however_the_head_is_written(string head, int? announced)
    {
        _server.Then(head, _content);

        await CopyAsync();

        Assert.Equal(_content, _sink.Bytes);
        Assert.Equal(announced, (int?)_sink.Announced);
    }

    [Fact]
    public async Task Chunks_may_have_extensions_and_trailers()
    {
        _server.Then("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", [.. "186A0;x=\"y\"\r\n"u8, .. _content, .. "\r\n0\r\nX-Checksum: 1\r\n\r\n"u8]);
        await CopyAsync();
        Assert.Equal(_content, _sink.Bytes);
    }

    [Fact]
    public async Task Bytes_behind_the_announced_end_are_not_the_file_s()
    {
        _server.Then("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n", _content);
        await CopyAsync();
        Assert.Equal(_content[..Half], _sink.Bytes);
    }

    [Fact]
    public async Task A_file_may_be_empty()
    {
        _server.Then("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", []);
        await CopyAsync();
        Assert.Equal((1, 0), (_sink.Opened, _sink.Bytes.Length));
    }

    [Theory]
    [InlineData("202 Accepted", true)]
    [InlineData("204 No Content", false)]
    public async Task An_answer_of_success_without_the_file_is_none(string status, bool mayPass)
    {
        _server.Then($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n", []);

        Assert.Equal(mayPass, (await Assert.ThrowsAsync<OriginException>(CopyAsync)).MayPass);
        Assert.Equal(0, _sink.Opened);
    }

    [Theory]
    [InlineData("ETag: \"one\"", "\"one\"")]
    [InlineData("ETag: 5f3a-one", "5f3a-one")]
    [InlineData("ETag: one two", "one two")]
    [InlineData("ETag: W/\"one\"\r\nLast-Modified: Mon, 01 Jan 2024 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 GMT")]
    [InlineData("Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 GMT")]
    [InlineData("Last-Modified: Monday, 01-Jan-24 00:00:00 GMT\r\nDate: Mon, 01 Jan 2024 00:00:01 GMT", "Mon, 01 Jan 2024 00:00:00 GMT")]
    public async Task What_breaks_off_is_resumed_by_any_validator_that_can_be_trusted(string validator, string ifRange)
    {
        _server.Then($"HTTP/1.1 200 OK\r\nContent-Length: {Size}\r\n{validator}\r\n\r\n", _content[..Half]);
        _server.Then($"HTTP/1.1 206 Rest\r\nContent-Length: {Half}\r\nContent-Range: bytes {Half}-{Size - 1}/{Size}\r\n{validator}\r\n\r\n", _content[Half..]);

        await CopyAsync();

        Assert.Equal(_content, _sink.Bytes);
        Assert.Contains($"\r\nIf-Range: {ifRange}\r\n", _server.Requests.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ETag: w/\"one\"")]
    [InlineData("Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT")]
    [InlineData("Last-Modified: Fri, 01 Jan 2100 00:00:00 GMT")]
    [InlineData("Accept-Ranges: bytes")]
    public async Task What_has_no_such_validator_begins_anew_in_the_next_try(string headers)
    {
        _server.Then($"HTTP/1.1 200 OK\r\nContent-Length: {Size}\r\n{headers}\r\n\r\n", _content[..Half]);

        var failure = await Assert.ThrowsAsync<OriginException>(CopyAsync);

        Assert.Equal((FileErrors.TransferIncomplete, true), (failure.Code, failure.MayPass));
        Assert.Null(_sink.File!.ResumeBy);
    }

    [Fact]
    public async Task Who_has_no_ranges_sends_all_of_it_in_the_next_try()
    {
        const string head = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nETag: \"one\"\r\nAccept-Ranges: none\r\n\r\n";
        _server.Then(head, _content[..Half]);
        _server.Then(head, _content);

        var failure = await Assert.ThrowsAsync<OriginException>(CopyAsync);
        Assert.True(failure.MayPass);
        await CopyAsync(new KeptPart(_sink.File!, Half));

        Assert.Equal(_content, _sink.Bytes);
    }

    [Theory]
    [InlineData("Content-Encoding: gzip\r\nContent-Length: 5", null)]
    [InlineData("Content-Length: 100000", Size)]
    public async Task A_length_is_believed_only_of_the_file_itself(string headers, int? size)
    {
        _server.Then($"HTTP/1.1 200 OK\r\n{headers}\r\n\r\n", []);
        using var origin = New();

        Assert.Equal(size, (int?)(await origin.FindAsync(7, Cancellation))!.Size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Method not known\r\n")]
    public async Task Who_hangs_up_on_HEAD_is_asked_by_GET(string answer)
    {
        _server.ToHead = answer;
        _server.Then("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", []);
        using var origin = New();

        Assert.Equal(Size, (await origin.FindAsync(7, Cancellation))!.Size);
    }

    [Theory]
    [InlineData("/moved/datei-\u00c3\u00bc.zip", "/moved/datei-%C3%BC.zip")]
    [InlineData(" /moved/a b.zip ", "/moved/a%20b.zip")]
    public async Task A_redirect_is_followed_in_the_bytes_that_the_server_wrote(string location, string path)
    {
        _server.Then($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n", []);
        _server.Then("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", _content);

        await CopyAsync();

        Assert.Equal(_content, _sink.Bytes);
        Assert.Contains($" {path} ", _server.Requests.Last(), StringComparison.Ordinal);
    }

    private Task CopyAsync() => CopyAsync(kept: null);

    private async Task CopyAsync(KeptPart? kept)
    {
        using var origin = New();
        await origin.CopyToAsync(7, kept, _sink.OpenAsync, Cancellation);
    }

    private HttpOrigin New() => new(
        new OriginOptions { UrlTemplate = $"http://127.0.0.1:{_server.Port}/{{file_id}}", ResumeDelay = TimeSpan.Zero, MaxResumes = 1 }, TimeProvider.System);
}
