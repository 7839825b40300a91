using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Downstream.Gateway.Http.Pipeline;

/// <summary>
/// Compresses long JSON lists for clients that ask for it. Only endpoints that are marked: event streams must not be held
/// back, and an answer that repeats a part of its request beside a secret would tell the secret by its length. The lists
/// hold links, but nothing that another site could choose.
/// </summary>
internal static class Compression
{
    public static void AddCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["application/json"];
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
    }

    public static TBuilder Compressed<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(Compressible.Instance);

    public static void UseCompression(this IApplicationBuilder app) => app.UseWhen(
        context => context.GetEndpoint()?.Metadata.GetMetadata<Compressible>() is not null,
        branch => branch.UseResponseCompression());

    private sealed class Compressible
    {
        public static readonly Compressible Instance = new();
    }
}
