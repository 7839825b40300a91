using System.Net;
using System.Net.Http.Headers;

namespace Downstream.Grains.Origins;

/// <summary>
/// Asks an HTTP origin the way that servers are used to be asked, and follows it where it sends the client: within its
/// own host, and to hosts that the operator named. Anywhere else would be a way into this network for whoever controls
/// the origin's answers.
/// </summary>
internal sealed class OriginClient : IDisposable
{
    private const int MaxRedirects = 10;
    private const int MaxCookies = 20;
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _client;
    private readonly OriginOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly AuthenticationHeaderValue? _authorization;

    public OriginClient(OriginOptions options, TimeProvider timeProvider, AuthenticationHeaderValue? authorization)
    {
        _options = options;
        _timeProvider = timeProvider;
        _authorization = authorization;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectLimit,
            PooledConnectionLifetime = ConnectionLifetime,
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri url, RangeHeaderValue? range, RangeConditionHeaderValue? condition, CancellationToken cancellationToken)
    {
        var target = url;
        var cookies = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendOnceAsync(NewRequest(method, target, url, range, condition, cookies), cancellationToken);
            if (!IsRedirect(response.StatusCode) || Location(response) is not { } location)
                return response;

            Keep(response, cookies);
            response.Dispose();
            target = Uri.TryCreate(target, location, out var next) ? next : throw OriginFailures.Rejected("The origin redirected to what is no URL.");
            if (redirects == MaxRedirects)
                throw OriginFailures.Rejected("The origin redirected too often.");
            if (target.Scheme is not ("http" or "https") || !MayGo(target, url))
                throw OriginFailures.Rejected("The origin redirected to a host that is neither its own nor among ORIGIN_ALLOWED_HOSTS.");

            if (Same(target, url))
                continue;

            // Cookies are of the host that set them.
            cookies.Clear();
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage NewRequest(
        HttpMethod method, Uri target, Uri origin, RangeHeaderValue? range, RangeConditionHeaderValue? condition, Dictionary<string, string> cookies)
    {
        // Some servers answer 403 or 406 to who sends neither of the first two.
        var request = new HttpRequestMessage(method, target);
        request.Headers.UserAgent.ParseAdd("Downstream/1.0");
        request.Headers.Accept.ParseAdd("*/*");
        request.Headers.AcceptEncoding.ParseAdd("identity");
        request.Headers.Range = range;
        request.Headers.IfRange = condition;
        if (Same(target, origin))
            request.Headers.Authorization = _authorization;
        if (cookies.Count > 0)
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));

        return request;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var sent = request;
        using var limit = new CancellationTokenSource(_options.StallLimit, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await _client.SendAsync(sent, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw OriginFailures.Silent(failure);
        }
        catch (HttpRequestException failure)
        {
            throw OriginFailures.Unreachable(failure);
        }
    }

    private bool MayGo(Uri target, Uri origin) =>
        string.Equals(target.IdnHost, origin.IdnHost, StringComparison.OrdinalIgnoreCase)
        || _options.AllowedHosts.Contains(target.IdnHost, StringComparer.OrdinalIgnoreCase)
        || _options.AllowedHosts.Contains($"{target.IdnHost}:{target.Port}", StringComparer.OrdinalIgnoreCase);

    /// <summary>The very place that the operator named: nothing else gets its credentials.</summary>
    private static bool Same(Uri target, Uri origin) =>
        target.Scheme == origin.Scheme && target.Port == origin.Port && string.Equals(target.IdnHost, origin.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsRedirect(HttpStatusCode status) => status is
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>As it is written: some servers leave spaces and other characters in it.</summary>
    private static string? Location(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Location", out var values) && values.ToString().Trim() is { Length: > 0 } location ? location : null;

    /// <summary>Some servers set a cookie and send the client back to the same place to see whether it comes with it.</summary>
    private static void Keep(HttpResponseMessage response, Dictionary<string, string> cookies)
    {
        if (!response.Headers.NonValidated.TryGetValues("Set-Cookie", out var values))
            return;

        foreach (var value in values)
        {
            var pair = value.Split(';', 2)[0].Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair is [{ Length: > 0 } name, var content] && cookies.Count < MaxCookies)
                cookies[name] = content;
        }
    }
}
