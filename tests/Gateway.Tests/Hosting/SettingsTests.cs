using System.Diagnostics;
using Downstream.Gateway.Hosting;
using Downstream.Silo.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;

namespace Downstream.Gateway.Tests.Hosting;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("PORT", "abc", "PORT=abc is not valid: an integer from 0 to 65535 is expected.")]
    [InlineData("PORT", "65536", "PORT=65536 is not valid: an integer from 0 to 65535 is expected.")]
    [InlineData("PORT", "3000.0", "PORT=3000.0 is not valid: an integer from 0 to 65535 is expected.")]
    [InlineData("REQUEST_TIMEOUT_MS", "999", "REQUEST_TIMEOUT_MS=999 is not valid: an integer from 1000 to 3600000 is expected.")]
    [InlineData("RATE_LIMIT_WINDOW_MS", "-1", "RATE_LIMIT_WINDOW_MS=-1 is not valid: an integer from 100 to 86400000 is expected.")]
    [InlineData("MAX_STREAMS", "0", "MAX_STREAMS=0 is not valid: an integer from 1 to 1000000 is expected.")]
    [InlineData("MAX_STREAMS_PER_CLIENT", "many", "MAX_STREAMS_PER_CLIENT=many is not valid: an integer from 1 to 1000000 is expected.")]
    [InlineData("RATE_LIMIT_MAX_REQUESTS", "0", "RATE_LIMIT_MAX_REQUESTS=0 is not valid: an integer from 1 to 2147483647 is expected.")]
    [InlineData("API_DOCS_ENABLED", "maybe", "API_DOCS_ENABLED=maybe is not valid: true or false is expected.")]
    [InlineData("TRUSTED_PROXIES", "10.0.0.0/8,nginx", "TRUSTED_PROXIES=10.0.0.0/8,nginx is not valid: IP addresses and networks (10.0.0.0/8), separated by commas, are expected.")]
    [InlineData("TRUSTED_PROXIES", "10.0.0.0/33", "TRUSTED_PROXIES=10.0.0.0/33 is not valid: IP addresses and networks (10.0.0.0/8), separated by commas, are expected.")]
    [InlineData("TRUSTED_PROXIES", "1", "TRUSTED_PROXIES=1 is not valid: IP addresses and networks (10.0.0.0/8), separated by commas, are expected.")]
    [InlineData("CORS_ORIGINS", "app.example.com", "CORS_ORIGINS=app.example.com is not valid: * or origins such as https://app.example.com, separated by commas, are expected.")]
    [InlineData("CORS_ORIGINS", "https://a.example/path", "CORS_ORIGINS=https://a.example/path is not valid: * or origins such as https://app.example.com, separated by commas, are expected.")]
    [InlineData("SENTRY_DSN", "https://sentry.example/1?key=s3cret", "SENTRY_DSN=*** is not valid: a DSN such as https://key@host/1 is expected.")]
    public void A_bad_value_is_named_with_what_is_allowed(string name, string value, string error) =>
        Assert.Equal(error, Assert.Throws<SettingException>(() => Read((name, value))).Message);

    [Fact]
    public void Values_are_taken_as_they_are_written()
    {
        var options = Read(
            ("PORT", "8080"), ("WELCOME_MESSAGE", "Hi"), ("REQUEST_TIMEOUT_MS", "5000"), ("RATE_LIMIT_WINDOW_MS", "1000"), ("RATE_LIMIT_MAX_REQUESTS", "7"),
            ("TRUSTED_PROXIES", "10.0.0.0/8, ::1 ,192.0.2.1"), ("CORS_ORIGINS", "https://a.example"), ("API_DOCS_ENABLED", "true"), ("SENTRY_DSN", "https://k@s.example/1"));
        Assert.Equal((8080, "Hi", 5000d, 1000d, 7), (options.Port, options.WelcomeMessage, options.RequestTimeout.TotalMilliseconds, options.RateLimitWindow.TotalMilliseconds, options.RateLimitMaxRequests));
        Assert.Equal(["10.0.0.0/8", "::1/128", "192.0.2.1/32"], options.TrustedProxies.Select(proxy => proxy.ToString()));
        Assert.True(options.CorsOrigins.Allows("https://a.example"));
        Assert.False(options.CorsOrigins.Allows("https://b.example"));
        Assert.True(options.ApiDocsEnabled);
        Assert.Equal("https://k@s.example/1", options.SentryDsn);
    }

    [Fact]
    public void Nothing_has_to_be_set()
    {
        var options = Read();
        Assert.Equal((3000, 30d, 60d, 100), (options.Port, options.RequestTimeout.TotalSeconds, options.RateLimitWindow.TotalSeconds, options.RateLimitMaxRequests));
        Assert.True(options.CorsOrigins.IsAny);
        Assert.False(options.ApiDocsEnabled);
        Assert.Null(options.SentryDsn);
        Assert.Empty(options.TrustedProxies);
    }

    [Theory]
    [InlineData("PORT=from-file", null, "PORT=from-file is not valid: an integer from 0 to 65535 is expected.")]
    [InlineData("PORT=from-file", "from-environment", "PORT=from-environment is not valid: an integer from 0 to 65535 is expected.")]
    [InlineData("# a comment\nexport PORT='quoted'\n", null, "PORT=quoted is not valid: an integer from 0 to 65535 is expected.")]
    [InlineData("this is not a setting", null, ".env=*** is not valid: lines of the form NAME=value are expected.")]
    public async Task The_process_stops_with_one_line(string file, string? environment, string line)
    {
        var folder = Directory.CreateTempSubdirectory("downstream-settings-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, ".env"), file, TestContext.Current.CancellationToken);
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Downstream.Gateway.dll")])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            start.Environment.Remove("PORT");
            if (environment is not null)
                start.Environment["PORT"] = environment;

            using var process = Process.Start(start)!;
            try
            {
                var (error, output) = (process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
                await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
                Assert.Equal((line + Environment.NewLine, "", 1), (await error, await output, process.ExitCode));
            }
            finally
            {
                process.Kill(entireProcessTree: true);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static GatewayOptions Read(params (string Name, string Value)[] settings)
    {
        var values = settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return GatewayOptions.From(new Settings(configuration), new HostingEnvironment { EnvironmentName = "Production" });
    }
}
