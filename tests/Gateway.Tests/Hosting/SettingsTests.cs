using System.Diagnostics;
using System.Net;
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
    [InlineData("TRUSTED_PROXIES", "010.0.0.5", "TRUSTED_PROXIES=010.0.0.5 is not valid: IP addresses and networks (10.0.0.0/8), separated by commas, are expected.")]
    [InlineData("CORS_ORIGINS", "app.example.com", "CORS_ORIGINS=app.example.com is not valid: * or origins such as https://app.example.com, separated by commas, are expected.")]
    [InlineData("CORS_ORIGINS", "https://a.example/path", "CORS_ORIGINS=https://a.example/path is not valid: * or origins such as https://app.example.com, separated by commas, are expected.")]
    [InlineData("CORS_ORIGINS", "https://user:s3cret@a.example", "CORS_ORIGINS=*** is not valid: * or origins such as https://app.example.com, separated by commas, are expected.")]
    [InlineData("SENTRY_DSN", "https://sentry.example/1?key=s3cret", "SENTRY_DSN=*** is not valid: a DSN such as https://key@host/1 is expected.")]
    [InlineData("SENTRY_DSN", "https://:s3cret@sentry.example/1", "SENTRY_DSN=*** is not valid: a DSN such as https://key@host/1 is expected.")]
    [InlineData("SENTRY_DSN", "https://s3cret@sentry.example/", "SENTRY_DSN=*** is not valid: a DSN such as https://key@host/1 is expected.")]
    [InlineData("SENTRY_DSN", "https://s3cret@sentry.example/1/", "SENTRY_DSN=*** is not valid: a DSN such as https://key@host/1 is expected.")]
    [InlineData("SENTRY_DSN", "https://s3cret@sentry.example/1?from=/", "SENTRY_DSN=*** is not valid: a DSN such as https://key@host/1 is expected.")]
    [InlineData("SENTRY_UI_DSN", "https://s3cret@sentry.example/", "SENTRY_UI_DSN=*** is not valid: a DSN such as https://key@host/1 is expected.")]
    [InlineData("SENTRY_URL", "sentry", "SENTRY_URL=sentry is not valid: an absolute URL that starts with http:// or https:// is expected.")]
    [InlineData("JAEGER_QUERY_URL", "jaeger:16686", "JAEGER_QUERY_URL=jaeger:16686 is not valid: an absolute URL that starts with http:// or https:// is expected.")]
    [InlineData("DIAGNOSTICS_ACCESS", "all", "DIAGNOSTICS_ACCESS=all is not valid: one of local, any, off is expected.")]
    [InlineData("TRACE_STORE_SPANS", "-1", "TRACE_STORE_SPANS=-1 is not valid: an integer from 0 to 1000000 is expected.")]
    [InlineData("JAEGER_UI_URL", "jaeger:16686", "JAEGER_UI_URL=jaeger:16686 is not valid: an absolute URL that starts with http:// or https:// is expected.")]
    [InlineData("JAEGER_UI_URL", "/jaeger?token=s3cret", "JAEGER_UI_URL=*** is not valid: an absolute URL that starts with http:// or https:// is expected.")]
    public void A_bad_value_is_named_with_what_is_allowed(string name, string value, string error) =>
        Assert.Equal(error, Assert.Throws<SettingException>(() => Read((name, value))).Message);

    [Theory]
    [InlineData("REDIS_URL", "redis://s3cret@redis:6379", "REDIS_URL=*** is not valid: redis://[user:password@]host:port[/db] with a database number is expected.")]
    [InlineData("REDIS_URL", "redis://redis:6379?password=s3cret", "REDIS_URL=*** is not valid: redis://[user:password@]host:port[/db] with a database number is expected.")]
    [InlineData("REDIS_URL", "rediss://redis:6379/0#s3cret", "REDIS_URL=*** is not valid: redis://[user:password@]host:port[/db] with a database number is expected.")]
    [InlineData("REDIS_URL", "http://redis:6379", "REDIS_URL=http://redis:6379 is not valid: an absolute URL that starts with redis:// or rediss:// is expected.")]
    [InlineData("REDIS_URL", "http://user:s3cret@redis:6379", "REDIS_URL=*** is not valid: an absolute URL that starts with redis:// or rediss:// is expected.")]
    [InlineData("SILO_ADDRESS", "silo-1", "SILO_ADDRESS=silo-1 is not valid: an IP address that other members reach is expected.")]
    [InlineData("SILO_ADDRESS", "1", "SILO_ADDRESS=1 is not valid: an IP address that other members reach is expected.")]
    [InlineData("SILO_ADDRESS", "010.0.0.5", "SILO_ADDRESS=010.0.0.5 is not valid: an IP address that other members reach is expected.")]
    [InlineData("SILO_ADDRESS", "[fd00::5]:11111", "SILO_ADDRESS=[fd00::5]:11111 is not valid: an IP address that other members reach is expected.")]
    [InlineData("SILO_ADDRESS", "0.0.0.0", "SILO_ADDRESS=0.0.0.0 is not valid: an IP address that other members reach is expected.")]
    [InlineData("SILO_ADDRESS", "::", "SILO_ADDRESS=:: is not valid: an IP address that other members reach is expected.")]
    [InlineData("SILO_ADDRESS", "255.255.255.255", "SILO_ADDRESS=255.255.255.255 is not valid: an IP address that other members reach is expected.")]
    [InlineData("ORIGIN_URL", "ftp://files.example/{file_id}", "ORIGIN_URL=ftp://files.example/{file_id} is not valid: an absolute URL that starts with http:// or https:// is expected.")]
    [InlineData("ORIGIN_URL", "ftp://files.example/{file_id}?token=s3cret", "ORIGIN_URL=*** is not valid: an absolute URL that starts with http:// or https:// is expected.")]
    [InlineData("S3_ENDPOINT", "http://localhost:9000/downloads", "S3_ENDPOINT=http://localhost:9000/downloads is not valid: a URL without a path, such as http://localhost:9000, is expected.")]
    [InlineData("S3_ENDPOINT", "http://localhost:9000#downloads", "S3_ENDPOINT=http://localhost:9000#downloads is not valid: a URL without a path, such as http://localhost:9000, is expected.")]
    [InlineData("S3_ENDPOINT", "http://localhost:9000?token=s3cret", "S3_ENDPOINT=*** is not valid: a URL without a path, such as http://localhost:9000, is expected.")]
    [InlineData("S3_PUBLIC_ENDPOINT", "https://files.example/s3/", "S3_PUBLIC_ENDPOINT=https://files.example/s3/ is not valid: a URL without a path, such as http://localhost:9000, is expected.")]
    [InlineData("S3_PUBLIC_ENDPOINT", "https://key:s3cret@files.example", "S3_PUBLIC_ENDPOINT=*** is not valid: a URL without a path, such as http://localhost:9000, is expected.")]
    [InlineData("DOWNLOAD_DELAY_ENABLED", "maybe", "DOWNLOAD_DELAY_ENABLED=maybe is not valid: true or false is expected.")]
    [InlineData("DOWNLOAD_DELAY_MIN_MS", "many", "DOWNLOAD_DELAY_MIN_MS=many is not valid: an integer from 0 to 86400000 is expected.")]
    [InlineData("DOWNLOAD_URL_TTL_SECONDS", "0", "DOWNLOAD_URL_TTL_SECONDS=0 is not valid: an integer from 1 to 604800 is expected.")]
    [InlineData("JOB_RETENTION_HOURS", "-24", "JOB_RETENTION_HOURS=-24 is not valid: an integer from 1 to 8760 is expected.")]
    [InlineData("ORIGIN_KIND", "foo", "ORIGIN_KIND=foo is not valid: one of simulated, bucket, http is expected.")]
    [InlineData("S3_FORCE_PATH_STYLE", "2", "S3_FORCE_PATH_STYLE=2 is not valid: true or false is expected.")]
    [InlineData("SILO_PORT", "65536", "SILO_PORT=65536 is not valid: an integer from 0 to 65535 is expected.")]
    [InlineData("S3_ENDPOINT", "not-a-url", "S3_ENDPOINT=not-a-url is not valid: an absolute URL that starts with http:// or https:// is expected.")]
    public void A_bad_value_of_the_cluster_is_named_with_what_is_allowed(string name, string value, string error) =>
        Assert.Equal(error, Assert.Throws<SettingException>(() => ReadCluster((name, value))).Message);

    [Theory]
    [InlineData("ab")]
    [InlineData("a-name-with-one-character-more-than-the-sixty-three-of-s3-bucket")]
    [InlineData("Downloads")]
    [InlineData("down_loads")]
    [InlineData("-downloads")]
    [InlineData("downloads.")]
    public void A_bucket_is_named_by_the_rule_of_S3(string name)
    {
        var error = Assert.Throws<SettingException>(() => ReadCluster(("S3_BUCKET_NAME", name)));
        Assert.Equal(
            $"S3_BUCKET_NAME={name} is not valid: 3 to 63 lower-case letters, digits, dots and hyphens, with a letter or digit first and last, are expected.",
            error.Message);
    }

    [Fact]
    public void A_token_in_the_query_of_an_origin_is_not_repeated()
    {
        var error = Assert.Throws<SettingException>(() => ReadCluster(("ORIGIN_KIND", "http"), ("ORIGIN_URL", "https://files.example/?token=s3cret")));
        Assert.Equal("ORIGIN_URL=*** is not valid: with ORIGIN_KIND=http, a URL that contains {file_id} is expected.", error.Message);
    }

    [Fact]
    public void A_host_whose_name_does_not_resolve_needs_an_address()
    {
        var error = Assert.Throws<SettingException>(() => ClusterSettings.OwnAddress(Written(), "not a host name"));
        Assert.Equal("SILO_ADDRESS= is not valid: the host's own name does not resolve, so an IP address is expected.", error.Message);
    }

    [Fact]
    public void Values_of_the_cluster_are_taken_as_they_are_written()
    {
        var (cluster, grains) = ReadCluster(
            ("REDIS_URL", "rediss://user:p%40ss@redis:6380/2"), ("SILO_ADDRESS", "fd00::5"), ("ORIGIN_URL", "https://files.example/{file_id}?token=s3cret"),
            ("S3_ENDPOINT", "http://localhost:9000/"), ("S3_PUBLIC_ENDPOINT", "https://files.example"), ("S3_BUCKET_NAME", "1.down-loads"));
        var redis = cluster.Redis!;
        Assert.Equal(("user", "p@ss", 2, true), (redis.User, redis.Password, redis.DefaultDatabase, redis.Ssl));
        Assert.Equal(new DnsEndPoint("redis", 6380), Assert.Single(redis.EndPoints));
        Assert.Equal(IPAddress.Parse("fd00::5"), cluster.SiloAddress);
        Assert.Equal("https://files.example/{file_id}?token=s3cret", grains.Origin.UrlTemplate);
        Assert.Equal((new Uri("http://localhost:9000"), new Uri("https://files.example"), "1.down-loads"), (grains.Store.Endpoint, grains.Store.PublicEndpoint, grains.Store.BucketName));
    }

    [Fact]
    public void Values_are_taken_as_they_are_written()
    {
        var options = Read(
            ("PORT", "8080"), ("WELCOME_MESSAGE", "Hi"), ("REQUEST_TIMEOUT_MS", "5000"), ("RATE_LIMIT_WINDOW_MS", "1000"), ("RATE_LIMIT_MAX_REQUESTS", "7"),
            ("TRUSTED_PROXIES", "10.0.0.0/8, ::1 ,192.0.2.1"), ("CORS_ORIGINS", "https://a.example"), ("API_DOCS_ENABLED", "true"), ("SENTRY_DSN", "https://k@s.example/1"),
            ("JAEGER_UI_URL", "https://jaeger.example/ui"));
        Assert.Equal((8080, "Hi", 5000d, 1000d, 7), (options.Listening.Port, options.Pages.WelcomeMessage, options.Requests.Timeout.TotalMilliseconds, options.RateLimits.Window.TotalMilliseconds, options.RateLimits.MaxRequests));
        Assert.Equal(["10.0.0.0/8", "::1/128", "192.0.2.1/32"], options.Listening.TrustedProxies.Select(proxy => proxy.ToString()));
        Assert.True(options.CorsOrigins.Allows("https://a.example"));
        Assert.False(options.CorsOrigins.Allows("https://b.example"));
        Assert.True(options.Documentation.IsEnabled);
        Assert.Equal("https://k@s.example/1", options.Diagnostics.SentryDsn);
        Assert.Equal(new Uri("https://jaeger.example/ui"), options.Traces.JaegerUiUrl);
    }

    [Fact]
    public void Nothing_has_to_be_set()
    {
        var options = Read();
        Assert.Equal((3000, 30d, 60d, 100), (options.Listening.Port, options.Requests.Timeout.TotalSeconds, options.RateLimits.Window.TotalSeconds, options.RateLimits.MaxRequests));
        Assert.True(options.CorsOrigins.IsAny);
        Assert.False(options.Documentation.IsEnabled);
        Assert.Null(options.Diagnostics.SentryDsn);
        Assert.Null(options.Traces.JaegerUiUrl);
        Assert.Empty(options.Listening.TrustedProxies);
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

    [Fact]
    public async Task Any_setting_may_be_in_a_file_that_another_one_names()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, " redis://:hunter2@redis:6379 \n", TestContext.Current.CancellationToken);

            Assert.Equal("redis://:hunter2@redis:6379", Written(("REDIS_URL_FILE", path)).Text("REDIS_URL"));
            Assert.Equal("redis://other", Written(("REDIS_URL_FILE", " "), ("REDIS_URL", "redis://other")).Text("REDIS_URL"));

            var both = Assert.Throws<SettingException>(() => Written(("REDIS_URL_FILE", path), ("REDIS_URL", "redis://:secret@other")).Text("REDIS_URL"));
            Assert.Equal($"REDIS_URL_FILE={path} is not valid: REDIS_URL is set too, and one of them is expected.", both.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("no such file")]
    [InlineData("/")]
    [InlineData("/dev/zero")]
    [InlineData("\0")]
    public void A_file_that_cannot_be_read_is_named(string path)
    {
        var unreadable = Assert.Throws<SettingException>(() => Written(("S3_SECRET_ACCESS_KEY_FILE", path)).Text("S3_SECRET_ACCESS_KEY"));

        Assert.StartsWith($"S3_SECRET_ACCESS_KEY_FILE={path} is not valid: a file that can be read", unreadable.Message, StringComparison.Ordinal);
    }

    private static GatewayOptions Read(params (string Name, string Value)[] settings) =>
        GatewayOptions.From(Written(settings), new HostingEnvironment { EnvironmentName = "Production" });

    private static (ClusterSettings Cluster, GrainSettings Grains) ReadCluster(params (string Name, string Value)[] settings)
    {
        var written = Written(settings);
        return (ClusterSettings.Read(written), GrainSettings.Read(written, "data"));
    }

    private static Settings Written(params (string Name, string Value)[] settings)
    {
        var values = settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value);
        return new Settings(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }
}
