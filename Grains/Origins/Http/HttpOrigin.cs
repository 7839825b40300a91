using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Downstream.Grains.Origins.Http;

/// <summary>Files behind a URL. A transfer that breaks is resumed where it broke.</summary>
internal sealed class HttpOrigin : IOrigin, IDisposable
{
    private readonly OriginClient _client;
    private readonly OriginOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly string _template;

    public HttpOrigin(OriginOptions options, TimeProvider timeProvider, ResolveHost? resolve = null)
    {
        _options = options;
        _timeProvider = timeProvider;
        (_template, var authorization) = Split(options.UrlTemplate);
        _client = new OriginClient(options, timeProvider, authorization, resolve ?? Dns.GetHostAddressesAsync);
    }

    public bool FillsStore => false;

    public bool MayChange => true;

    public async Task<OriginFile?> FindAsync(int fileId, CancellationToken cancellationToken)
    {
        using var response = await AskAsync(fileId, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return null;

        return OriginAnswer.IsWhole(response)
            ? OriginAnswer.Describe(response, _timeProvider.GetUtcNow())
            : throw OriginFailures.From(response, _timeProvider.GetUtcNow());
    }

    public async Task CopyToAsync(int fileId, KeptPart? kept, OpenTarget destination, CancellationToken cancellationToken)
    {
        using var transfer = new HttpTransfer(
            (range, condition) => SendAsync(HttpMethod.Get, fileId, range, condition, cancellationToken), _options, _timeProvider);
        await transfer.RunAsync(kept, destination, cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The URL without its user information, which HTTP wants in a header.</summary>
    private static (string Template, AuthenticationHeaderValue? Authorization) Split(string? template)
    {
        if (template is null || !template.Contains(OriginOptions.FileIdPlaceholder, StringComparison.Ordinal))
            throw new ArgumentException($"The origin's URL needs {OriginOptions.FileIdPlaceholder}.", nameof(template));

        if (!Uri.TryCreate(template.Replace(OriginOptions.FileIdPlaceholder, "0", StringComparison.Ordinal), UriKind.Absolute, out var sample) ||
            (sample.Scheme != Uri.UriSchemeHttp && sample.Scheme != Uri.UriSchemeHttps))
            throw new ArgumentException("The origin's URL has to be an absolute one, of http or https.", nameof(template));

        if (sample.UserInfo.Length == 0)
            return (template, null);

        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(sample.UserInfo)));
        var start = template.IndexOf("://", StringComparison.Ordinal) + 3;
        return (template.Remove(start, template.IndexOf('@', start) + 1 - start), new AuthenticationHeaderValue("Basic", credentials));
    }

    /// <summary>Asks without a body; by the head of a GET where HEAD is not meant.</summary>
    private async Task<HttpResponseMessage> AskAsync(int fileId, CancellationToken cancellationToken) =>
        await AskByHeadAsync(fileId, cancellationToken) ?? await SendAsync(HttpMethod.Get, fileId, range: null, condition: null, cancellationToken);

    /// <summary>
    /// Null where the answer says more of HEAD than of the file. Servers that do not mean HEAD say so in many ways: some
    /// refuse it, some say that the file is missing or empty, and some hang up.
    /// </summary>
    private async Task<HttpResponseMessage?> AskByHeadAsync(int fileId, CancellationToken cancellationToken)
    {
        try
        {
            var response = await SendAsync(HttpMethod.Head, fileId, range: null, condition: null, cancellationToken);
            if (OriginAnswer.IsWhole(response) ? response.Content.Headers.ContentLength != 0 : (int)response.StatusCode is 202 or 408 or 410 or 425 or 429 or 503 or 504)
                return response;

            response.Dispose();
            return null;
        }
        catch (OriginException failure) when (failure.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse })
        {
            return null;
        }
    }

    private Task<HttpResponseMessage> SendAsync(
        HttpMethod method, int fileId, RangeHeaderValue? range, string? condition, CancellationToken cancellationToken)
    {
        var id = fileId.ToString(CultureInfo.InvariantCulture);
        return _client.SendAsync(method, new Uri(_template.Replace(OriginOptions.FileIdPlaceholder, id, StringComparison.Ordinal)), range, condition, cancellationToken);
    }
}
