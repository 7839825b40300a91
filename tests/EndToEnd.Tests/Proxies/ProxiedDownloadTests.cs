using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes.Proxies;

namespace Downstream.EndToEnd.Tests.Proxies;

/// <summary>A gateway on its own behind a proxy, which then hands out files too.</summary>
[Collection(ProxiedGateway.Name)]
public sealed class ProxiedDownloadTests(ProxiedGateway server)
{
    /// <summary>What the files together have at least, on average far more.</summary>
    private const int Big = 48 << 20;

    [Theory]
    [InlineData("nginx")]
    [InlineData("caddy")]
    [InlineData("haproxy")]
    public async Task A_big_file_and_a_range_of_it_stream(string program)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (gateway, job, end) = (server.Gateway, server.Job, server.End);
        await using var proxy = await ProxyProcess.StartNewAsync(program, [gateway.Process.BaseAddress], cancellationToken);
        using var http = ProxiedService.Client(proxy.BaseAddress);
        using var redirect = await http.GetAsync(job.ResultPath, cancellationToken);
        var link = redirect.Headers.Location!;

        var watch = Stopwatch.StartNew();
        using var answer = await http.GetAsync(link, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var start = new byte[1000];
        await body.ReadExactlyAsync(start, cancellationToken);
        var first = watch.Elapsed;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(start);
        var (length, buffer) = ((long)start.Length, new byte[1 << 20]);
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0; length += read)
            hash.AppendData(buffer, 0, read);

        await using var direct = await gateway.Http.GetStreamAsync(link, cancellationToken);
        Assert.Equal(await SHA256.HashDataAsync(direct, cancellationToken), hash.GetHashAndReset());
        Assert.Equal(end.Size, length);
        Assert.True(length > Big, $"{length} bytes are not big");

        using var request = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { Range = new RangeHeaderValue(100, 899) } };
        using var part = await http.SendAsync(request, cancellationToken);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(start[100..900], await part.Content.ReadAsByteArrayAsync(cancellationToken));
        Figures.Report($"{program}: {length / 1e6:F0} MB in {watch.Elapsed.TotalSeconds:F1} s, the first bytes after {first.TotalMilliseconds:F0} ms");
    }
}
