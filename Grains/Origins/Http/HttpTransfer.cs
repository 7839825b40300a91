using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Downstream.Grains.Abstractions.Files;

namespace Downstream.Grains.Origins.Http;

/// <summary>Asks the origin for the file: all of it, or a range on the condition that it is still the same file.</summary>
internal delegate Task<HttpResponseMessage> RequestFile(RangeHeaderValue? range, string? condition);

/// <summary>
/// One transfer of one file. What has arrived is never asked for again: after a break it goes on from there, as
/// RFC 9110 (range requests, section 14) has it, provided that the origin vouches for the file being the same.
/// </summary>
internal sealed class HttpTransfer(RequestFile request, OriginOptions options, TimeProvider timeProvider) : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private const int Broken = -1;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private OriginFile _file = new(null);
    private long? _length;
    private long? _rangeEnd;
    private long _received;
    private long _resumedAt;
    private int _resumes;

    /// <summary>Where the response ends: with the file, or with its range while the file's length is not known.</summary>
    private long? End => _length ?? _rangeEnd;

    public async Task RunAsync(KeptPart? kept, OpenTarget destination, CancellationToken cancellationToken)
    {
        var response = await ContinueAsync(kept) ?? await request(range: null, condition: null);
        try
        {
            if (_received == 0)
                Begin(response);

            var target = await destination(_file, _received, cancellationToken);
            while (!await CopyAsync(response, target, cancellationToken))
            {
                response.Dispose();
                if (await ResumeAsync(cancellationToken) is not { } rest)
                    return;

                response = rest;
            }
        }
        finally
        {
            response.Dispose();
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    /// <summary>
    /// The file behind what an earlier try brought, or all of it where the origin sends that instead; null when it has to
    /// be asked for anew.
    /// </summary>
    private async Task<HttpResponseMessage?> ContinueAsync(KeptPart? kept)
    {
        if (kept?.File.ResumeBy is null)
            return null;

        (_file, _length, _received, _resumedAt) = (kept.File, kept.File.Size, kept.Length, kept.Length);
        var response = await request(new RangeHeaderValue(_received, null), _file.ResumeBy);
        if (RefusalOf(response) is not { } refusal)
            return response;

        (_length, _received, _resumedAt) = (null, 0, 0);
        if (response.StatusCode == HttpStatusCode.OK)
            return response;

        response.Dispose();
        return refusal.Code == FileErrors.OriginUnavailable ? throw refusal : null;
    }

    private void Begin(HttpResponseMessage response)
    {
        if (!OriginAnswer.IsWhole(response))
            throw OriginFailures.From(response, timeProvider.GetUtcNow());

        if (!ContentCodings.AreKnown(ContentCodings.Of(response)))
            throw OriginFailures.Rejected("The origin sent the file in an encoding that nobody knows.");

        _file = OriginAnswer.Describe(response, timeProvider.GetUtcNow());
        _length = _file.Size;
    }

    /// <summary>Passes a response on to its end.</summary>
    /// <returns>Whether that was the file's end; false when the response broke off before.</returns>
    private async Task<bool> CopyAsync(HttpResponseMessage response, Stream target, CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        await using var content = ContentCodings.Decode(await response.Content.ReadAsStreamAsync(either.Token), ContentCodings.Of(response));
        while (true)
        {
            stall.CancelAfter(options.StallLimit);
            var count = await ReadAsync(content, either.Token);
            stall.CancelAfter(Timeout.InfiniteTimeSpan);
            cancellationToken.ThrowIfCancellationRequested();
            if (count == Broken)
                return false;

            if (count == 0)
                return End is null || _received == End;

            _received += count;
            if (_received > End)
                throw OriginFailures.Incomplete("The origin sent more than it announced.");

            await target.WriteAsync(_buffer.AsMemory(0, count), cancellationToken);
        }
    }

    /// <summary>
    /// Reads; kept apart from the writes, whose failures are not the origin's. A limit that ran out just when a read was
    /// done has closed the connection under the next one.
    /// </summary>
    private async Task<int> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(_buffer, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or ObjectDisposedException or OperationCanceledException or InvalidDataException)
        {
            return Broken;
        }
    }

    /// <summary>The rest of the file; null when there is none: it broke off right behind its end.</summary>
    private async Task<HttpResponseMessage?> ResumeAsync(CancellationToken cancellationToken)
    {
        if (_file.ResumeBy is null)
            throw OriginFailures.Incomplete("The transfer broke off, and the origin gave nothing to resume it by.");

        // Counted anew once it got on: a file that comes in many pieces comes all the same.
        if (_received > _resumedAt)
            _resumes = 0;

        _resumedAt = _received;
        OriginException? last = null;
        while (_resumes++ < options.MaxResumes)
        {
            await Task.Delay(DelayAfter(last), timeProvider, cancellationToken);
            try
            {
                return await RequestRestAsync();
            }
            catch (OriginException failure) when (failure.Code == FileErrors.OriginUnavailable)
            {
                last = failure;
            }
        }

        throw last ?? OriginFailures.Incomplete("The transfer broke off too often.");
    }

    /// <summary>The usual wait, or the longer one that the origin asked for, within reason.</summary>
    private TimeSpan DelayAfter(OriginException? failure)
    {
        var asked = failure?.RetryAfter ?? TimeSpan.Zero;
        return TimeSpan.FromTicks(Math.Max(options.ResumeDelay.Ticks, Math.Min(asked.Ticks, options.MaxRetryAfter.Ticks)));
    }

    private async Task<HttpResponseMessage?> RequestRestAsync()
    {
        var response = await request(new RangeHeaderValue(_received, null), _file.ResumeBy);
        if (RefusalOf(response) is not { } refusal)
            return response;

        response.Dispose();
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && _length is null && OriginAnswer.RangeOf(response)?.Length == _received)
            return null;

        throw refusal;
    }

    /// <summary>Why the transfer cannot go on with this response; null when it can.</summary>
    private OriginException? RefusalOf(HttpResponseMessage response)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent:
                break;
            case HttpStatusCode.OK:
                return OriginFailures.Incomplete("The file changed during the transfer, or the origin cannot resume one.");
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                return OriginFailures.Incomplete("The origin sent less than it announced.");
            default:
                return OriginFailures.From(response, timeProvider.GetUtcNow());
        }

        if (_file.ResumeBy == _file.Tag && OriginAnswer.TagOf(response) is { } tag && tag != _file.Tag)
            return OriginFailures.Incomplete("The file changed during the transfer.");

        if (ContentCodings.Of(response).Count > 0)
            return OriginFailures.Incomplete("The origin encoded the rest of a file that it began without.");

        var range = OriginAnswer.RangeOf(response);
        if (range?.From != _received)
            return OriginFailures.Incomplete("The origin resumed the transfer at another place than asked.");

        if (_length is not null && range.Length is { } length && length != _length)
            return OriginFailures.Incomplete("The file changed its length during the transfer.");

        _length ??= range.Length;
        _rangeEnd = range.To + 1;
        return null;
    }
}
