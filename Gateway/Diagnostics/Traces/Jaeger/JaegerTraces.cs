using System.Net;
using System.Text.Json;
using Downstream.Gateway.Diagnostics.Traces.Spans;

namespace Downstream.Gateway.Diagnostics.Traces.Jaeger;

/// <summary>Reads traces from Jaeger's query API: within a limit of time and of size.</summary>
internal sealed class JaegerTraces : IDisposable
{
    private const int MostBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Uri? _query;
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Limit,
        MaxResponseContentBufferSize = MostBytes,
    };

    public JaegerTraces(TraceOptions options) => _query = options.JaegerQueryUrl;

    public bool IsConfigured => _query is not null;

    /// <returns>Its spans; null for a trace that Jaeger does not have.</returns>
    /// <exception cref="HttpRequestException">It does not answer, or not as it should.</exception>
    public async Task<IReadOnlyList<StoredSpan>?> FindAsync(string traceId, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"{_query!.AbsoluteUri.TrimEnd('/')}/api/traces/{traceId}"), cancellationToken);
            if (answer.StatusCode == HttpStatusCode.NotFound)
                return null;

            answer.EnsureSuccessStatusCode();
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            var spans = JaegerSpans.Read(document.RootElement);
            return spans.Count == 0 ? null : spans;
        }
        catch (OperationCanceledException slow) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("Jaeger did not answer in time.", slow);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new HttpRequestException("Jaeger did not answer with a trace.", wrong);
        }
    }

    public void Dispose() => _http.Dispose();
}
