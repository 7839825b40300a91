namespace Downstream.EndToEnd.Tests.Cluster;

/// <summary>
/// Sends to one gateway for as long as it takes connections, then to the next: what a client behind a load balancer
/// sees. The request that found nobody fails all the same; whether to repeat it is the client's to decide.
/// </summary>
internal sealed class FailoverHandler(IReadOnlyList<Uri> gateways, int home)
    : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(20) })
{
    private int _current = home;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var current = Volatile.Read(ref _current);
        request.RequestUri = new Uri(gateways[current % gateways.Count], request.RequestUri!.PathAndQuery);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Interlocked.CompareExchange(ref _current, current + 1, current);
            throw;
        }
    }
}
