using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Downstream.Grains.Origins;

/// <summary>Files behind a URL. A transfer that breaks is resumed where it broke.</summary>
internal sealed class HttpOrigin : IOrigin, IDisposable
{
    private readonly OriginClient _client;
    private readonly OriginOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly string _template;

    public HttpOrigin(OriginOptions options, TimeProvider timeProvider)
    {
        _options = options;
        _timeProvider = timeProvider;
        (_template, var authorization) = Split(options.UrlTemplate);
        _client = new OriginClient(options, timeProvider, authorization);
    }

    public bool FillsStore => false;

    public bool MayChange => true;

    public async Task<OriginFile?> FindAsync(int fileId, CancellationToken cancellationToken)
    {
        using var response = await AskAsync(fileId, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return null;

        return response.StatusCode == HttpStatusCode.OK
            ? new OriginFile(response.Content.Headers.ContentLength, response.Content.Headers.LastModified)
            : throw OriginFailures.From(response, _timeProvider.GetUtcNow());
    }

    public async Task CopyToAsync(int fileId, Func<long?, CancellationToken, Task<Stream>> destination, CancellationToken cancellationToken)
    {
        using var transfer = new HttpTransfer(
            (range, condition) => SendAsync(HttpMethod.Get, fileId, range, condition, cancellationToken), _options, _timeProvider);
        await transfer.RunAsync(destination, cancellationToken);
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

    /// <summary>
    /// Asks without a body; by the head of a GET where HEAD is refused. Servers that do not mean HEAD say so in many ways,
    /// and some say that the file is missing.
    /// </summary>
    private async Task<HttpResponseMessage> AskAsync(int fileId, CancellationToken cancellationToken)
    {
        var response = await SendAsync(HttpMethod.Head, fileId, range: null, condition: null, cancellationToken);
        if ((int)response.StatusCode is < 400 or >= 500 and not 501 or 408 or 410 or 425 or 429)
            return response;

        response.Dispose();
        return await SendAsync(HttpMethod.Get, fileId, range: null, condition: null, cancellationToken);
    }

    private Task<HttpResponseMessage> SendAsync(
        HttpMethod method, int fileId, RangeHeaderValue? range, RangeConditionHeaderValue? condition, CancellationToken cancellationToken)
    {
        var id = fileId.ToString(CultureInfo.InvariantCulture);
        return _client.SendAsync(method, new Uri(_template.Replace(OriginOptions.FileIdPlaceholder, id, StringComparison.Ordinal)), range, condition, cancellationToken);
    }
}
