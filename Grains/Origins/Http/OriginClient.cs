using System.Net;
using System.Net.Http.Headers;

namespace Downstream.Grains.Origins.Http;

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
    private readonly HttpClient _redirected;
    private readonly OriginConnections _connections;
    private readonly OriginOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly AuthenticationHeaderValue? _authorization;

    public OriginClient(OriginOptions options, TimeProvider timeProvider, AuthenticationHeaderValue? authorization, ResolveHost resolve)
    {
        _options = options;
        _timeProvider = timeProvider;
        _authorization = authorization;
        _connections = new OriginConnections(options.AllowedHosts, resolve);
        _client = NewClient(_connections.ConnectAsync);
        _redirected = NewClient(_connections.ConnectRedirectedAsync);
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri url, RangeHeaderValue? range, string? condition, CancellationToken cancellationToken)
    {
        var target = url;
        var cookies = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var redirects = 0; ; redirects++)
        {
            var client = redirects == 0 ? _client : _redirected;
            var response = await SendOnceAsync(client, NewRequest(method, target, url, range, condition, cookies), cancellationToken);
            if (!IsRedirect(response.StatusCode) || Location(response) is not { } location)
                return response;

            Keep(response, cookies);
            response.Dispose();
            target = Uri.TryCreate(target, location, out var next) ? next : throw OriginFailures.Rejected("The origin redirected to what is no URL.");
            if (redirects == MaxRedirects)
                throw OriginFailures.Rejected("The origin redirected too often.");
            if (target.Scheme is not ("http" or "https"))
                throw OriginFailures.Rejected("The origin redirected to what is not HTTP.");
            if (!IsSameHost(target, url) && !_connections.IsAllowed(target.IdnHost, target.Port))
                throw OriginFailures.Rejected($"The origin redirected to {target.IdnHost}, which is neither its own host nor among ORIGIN_ALLOWED_HOSTS.");

            if (IsSame(target, url))
                continue;

            // Cookies are of the host that set them.
            cookies.Clear();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _redirected.Dispose();
    }

    private HttpClient NewClient(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = _options.ConnectLimit,
            PooledConnectionLifetime = ConnectionLifetime,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = connect,
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private HttpRequestMessage NewRequest(
        HttpMethod method, Uri target, Uri origin, RangeHeaderValue? range, string? condition, Dictionary<string, string> cookies)
    {
        // Some servers answer 403 or 406 to who sends neither of the first two.
        var request = new HttpRequestMessage(method, target);
        request.Headers.UserAgent.ParseAdd("Downstream/1.0");
        request.Headers.Accept.ParseAdd("*/*");
        request.Headers.AcceptEncoding.ParseAdd("identity");
        request.Headers.Range = range;
        if (condition is not null)
            request.Headers.TryAddWithoutValidation("If-Range", condition);

        // Nothing but the very place that the operator named gets its credentials.
        if (IsSame(target, origin))
            request.Headers.Authorization = _authorization;
        if (cookies.Count > 0)
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));

        return request;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var sent = request;
        using var limit = new CancellationTokenSource(_options.StallLimit, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await client.SendAsync(sent, HttpCompletionOption.ResponseHeadersRead, either.Token);
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

    /// <summary>The very place that the operator named.</summary>
    private static bool IsSame(Uri target, Uri origin) =>
        target.Scheme == origin.Scheme && target.Port == origin.Port && IsSameHost(target, origin);

    private static bool IsSameHost(Uri target, Uri origin) => string.Equals(target.IdnHost, origin.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsRedirect(HttpStatusCode status) => status is
        HttpStatusCode.MultipleChoices or HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

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
