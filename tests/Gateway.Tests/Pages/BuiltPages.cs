using System.IO.Compression;
using System.Text;
using Downstream.Gateway.Pages;
using Downstream.Gateway.Tests.Support;
using Downstream.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace Downstream.Gateway.Tests.Pages;

/// <summary>A folder as the web UI's build leaves it, and a gateway that serves it.</summary>
internal sealed class BuiltPages : IAsyncDisposable
{
    public const string Script = "console.log(1);";

    private readonly TempFolder _folder = new();

    private BuiltPages()
    {
    }

    public TestGateway Gateway { get; private set; } = null!;

    public static Task<BuiltPages> StartAsync(params string[] settings) => StartAsync(withPages: true, settings);

    public static async Task<BuiltPages> StartAsync(bool withPages, params string[] settings)
    {
        var pages = new BuiltPages();
        if (withPages)
            pages.Build();
        pages.Gateway = await TestGateway.StartAsync(
            builder =>
            {
                var options = (PageOptions)builder.Services.Single(service => service.ServiceType == typeof(PageOptions)).ImplementationInstance!;
                builder.Services.AddSingleton(options with { Folder = pages._folder.Path });
            },
            settings);
        return pages;
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        _folder.Dispose();
    }

    private void Build()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "assets"));
        Write("index.html", """<!doctype html><html><head><meta name="downstream-config" content='{}' /><title>UI</title></head><body></body></html>""");
        Write("robots.txt", "User-agent: *");
        Write("assets/plain-1.css", "a{}");
        Write("assets/main-1.js", Script);
        var script = Encoding.UTF8.GetBytes(Script);
        Compress("assets/main-1.js.br", stream => new BrotliStream(stream, CompressionLevel.Fastest), script);
        Compress("assets/main-1.js.gz", stream => new GZipStream(stream, CompressionLevel.Fastest), script);
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder.Path, name), content);

    private void Compress(string name, Func<Stream, Stream> compressor, byte[] content)
    {
        using var stream = compressor(File.Create(Path.Combine(_folder.Path, name)));
        stream.Write(content);
    }
}
