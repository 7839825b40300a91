using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Tests.Storage;

/// <summary>Answers every request as it is told to, like what stands in front of a store, or a store with few rights.</summary>
internal sealed class FixedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FixedServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<FixedServer> StartAsync(Func<HttpRequest, (int Status, string Body)> answer, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(context =>
        {
            var (status, body) = answer(context.Request);
            context.Response.StatusCode = status;
            return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(body);
        });
        await app.StartAsync(cancellationToken);
        return new FixedServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
