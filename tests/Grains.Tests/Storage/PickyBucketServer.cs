using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Downstream.Grains.Tests.Storage;

/// <summary>A bucket that keeps its rules, but refuses a set of them with one that does nothing but abort uploads, as MinIO does.</summary>
internal sealed class PickyBucketServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly int _refusal;
    private XDocument? _rules;

    private PickyBucketServer(WebApplication app, int refusal) => (_app, _refusal) = (app, refusal);

    public Uri Address => new(_app.Urls.First());

    /// <param name="refusal">The status of a refusal.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<PickyBucketServer> StartAsync(int refusal, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = new PickyBucketServer(builder.Build(), refusal);
        server._app.Urls.Add("http://127.0.0.1:0");
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync(cancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Query.ContainsKey("list-type"))
            return context.Response.WriteAsync("<ListBucketResult/>");
        if (!context.Request.Query.ContainsKey("lifecycle"))
            return Task.CompletedTask;

        if (HttpMethods.IsPut(context.Request.Method))
            return KeepAsync(context);

        return _rules is null ? RefuseAsync(context, StatusCodes.Status404NotFound, "NoSuchLifecycleConfiguration") : context.Response.WriteAsync($"{_rules}");
    }

    private async Task KeepAsync(HttpContext context)
    {
        var rules = await XDocument.LoadAsync(context.Request.Body, LoadOptions.None, context.RequestAborted);
        if (rules.Root!.Elements().Any(rule => Has(rule, "AbortIncompleteMultipartUpload") && !Has(rule, "Expiration")))
            await RefuseAsync(context, _refusal, "MalformedXML");
        else
            _rules = rules;
    }

    private static bool Has(XElement rule, string action) => rule.Elements().Any(e => e.Name.LocalName == action);

    private static Task RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync($"<Error><Code>{code}</Code><Message>Refused.</Message></Error>");
    }
}
