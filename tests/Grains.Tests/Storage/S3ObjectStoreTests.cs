using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Downstream.Grains.Storage;
using Downstream.Grains.Storage.S3;
using Downstream.Testing;
using Downstream.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Downstream.Grains.Tests.Storage;

public sealed class S3ObjectStoreTests(SharedS3Server shared) : ObjectStoreSuite
{
    private readonly string _bucket = shared.NextBucket();
    private ObjectStoreOptions _options = null!;
    private AmazonS3Client _client = null!;

    /// <summary>A rule that somebody else gave the bucket.</summary>
    private static LifecycleRule Theirs => new()
    {
        Id = "theirs",
        Status = LifecycleRuleStatus.Enabled,
        Expiration = new LifecycleRuleExpiration { Days = 90 },
        Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "logs/" } },
    };

    [Fact]
    public async Task The_bucket_gets_rules_that_clear_archives_and_broken_uploads()
    {
        var response = await _client.GetLifecycleConfigurationAsync(_bucket, Cancellation);

        var rules = response.Configuration.Rules;
        Assert.Equal(3, rules.Single(r => r.Id == "downstream-archives").Expiration.Days);
        Assert.Equal("archives/", ((LifecyclePrefixPredicate)rules.Single(r => r.Id == "downstream-archives").Filter.LifecycleFilterPredicate).Prefix);
        Assert.Equal(1, rules.Single(r => r.Id == "downstream-incomplete-uploads").AbortIncompleteMultipartUpload.DaysAfterInitiation);
    }

    [Fact]
    public async Task Rules_that_the_bucket_has_already_stay()
    {
        await _client.PutLifecycleConfigurationAsync(_bucket, new LifecycleConfiguration { Rules = [Theirs] }, Cancellation);

        await Store.InitializeAsync(Cancellation);
        await Store.InitializeAsync(Cancellation);

        var response = await _client.GetLifecycleConfigurationAsync(_bucket, Cancellation);
        Assert.Equal(["downstream-archives", "downstream-incomplete-uploads", "theirs"], response.Configuration.Rules.Select(r => r.Id).Order());
    }

    [Fact]
    public async Task A_server_that_takes_no_connection_is_not_available()
    {
        using var server = await CrowdedServer.StartAsync(Cancellation);
        _options.Endpoint = server.Address;
        using var store = New(_options);

        var upload = await store.BeginUploadAsync("downloads/7.zip", 1, null, Cancellation);
        await using (upload)
        {
            await upload.Content.WriteAsync(new byte[1], Cancellation);
            await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => upload.CompleteAsync(Cancellation));
        }
    }

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    public async Task A_server_that_refuses_to_clear_broken_uploads_still_clears_archives(int status)
    {
        await using var server = await PickyBucketServer.StartAsync(status, Cancellation);
        _options.Endpoint = server.Address;
        using var client = S3Clients.Create(_options, server.Address);
        await client.PutLifecycleConfigurationAsync(_bucket, new LifecycleConfiguration { Rules = [Theirs] }, Cancellation);
        var log = new RecordingLogger<S3ObjectStore>();
        using var store = new S3ObjectStore(_options, TimeProvider.System, log);

        await store.InitializeAsync(Cancellation);

        var response = await client.GetLifecycleConfigurationAsync(_bucket, Cancellation);
        Assert.Equal(["downstream-archives", "theirs"], response.Configuration.Rules.Select(r => r.Id).Order());
        var line = Assert.Single(log.Lines);
        Assert.Contains("downstream-incomplete-uploads", line, StringComparison.Ordinal);
        Assert.Contains($"{status}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stores_that_start_together_agree_on_the_bucket()
    {
        _options.BucketName = shared.NextBucket();
        using var one = New(_options);
        using var other = New(_options);

        await Task.WhenAll(one.InitializeAsync(Cancellation), other.InitializeAsync(Cancellation));

        await one.ProbeAsync(Cancellation);
    }

    [Fact]
    public async Task A_missing_bucket_fails_the_probe()
    {
        _options.BucketName = shared.NextBucket();
        using var store = New(_options);

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.ProbeAsync(Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.OpenReadAsync(Key, Cancellation));
    }

    [Fact]
    public async Task Wrong_credentials_are_called_that_and_not_repeated()
    {
        _options.AccessKeyId = "wrong-key";
        _options.SecretAccessKey = "wrong-secret";
        using var store = New(_options);

        var failure = await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.FindAsync(Key, Cancellation));

        Assert.Contains("refused the credentials", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        _options.Endpoint = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        using var store = New(_options);

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.ProbeAsync(Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.FindAsync(Key, Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.InitializeAsync(Cancellation));
    }

    [Theory]
    [InlineData(404, "<html><body><h1>404 Not Found</h1><hr>nginx</body></html>")]
    [InlineData(404, "")]
    [InlineData(404, "<Error><Code>NotFound</Code></Error>")]
    [InlineData(503, "no backend")]
    public async Task Only_the_store_s_own_word_says_that_something_is_missing(int status, string body)
    {
        await using var ingress = await FixedServer.StartAsync(_ => (status, body), Cancellation);
        _options.Endpoint = ingress.Address;
        using var store = New(_options);

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.InitializeAsync(Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.FindAsync(Key, Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.OpenReadAsync(Key, Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.ProbeAsync(Cancellation));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.DeleteAsync(Key, Cancellation));
        await using var upload = await store.BeginUploadAsync(Key, 3, version: null, Cancellation);
        await upload.Content.WriteAsync(new byte[3], Cancellation);
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => upload.CompleteAsync(Cancellation));
    }

    [Fact]
    public async Task What_is_missing_costs_no_exception()
    {
        var thrown = 0;
        void Count(object? sender, FirstChanceExceptionEventArgs args) => Interlocked.Add(ref thrown, args.Exception is AmazonServiceException or HttpRequestException ? 1 : 0);
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            Assert.Null(await Store.FindAsync("downloads/404.zip", Cancellation));
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        Assert.Equal(0, thrown);
    }

    [Fact]
    public async Task A_key_that_others_begin_with_is_told_from_them()
    {
        await _client.PutObjectAsync(new PutObjectRequest { BucketName = _bucket, Key = "downloads/7.zip.bak", ContentBody = "x" }, Cancellation);
        Assert.Null(await Store.FindAsync("downloads/7.zip", Cancellation));
    }

    [Fact]
    public async Task A_server_that_keeps_failing_is_unavailable()
    {
        await using var server = await HostileOrigin.StartAsync(Cancellation);
        for (var time = 0; time < 10; time++)
            server.ThenAnswer(503);

        _options.Endpoint = new Uri(server.Address);
        using var store = New(_options);

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.FindAsync(Key, Cancellation));
        Assert.InRange(server.Requests.Count, 2, 5);
    }

    [Fact]
    public async Task A_server_that_stays_silent_is_unavailable()
    {
        await using var server = await HostileOrigin.StartAsync(Cancellation);
        server.ThenStaySilent();
        _options.Endpoint = new Uri(server.Address);
        using var store = New(_options);

        var failure = await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.ProbeAsync(Cancellation));

        Assert.Contains("in time", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_names_the_public_endpoint_and_is_valid_there()
    {
        await UploadAsync(Key, [1, 2, 3]);
        var port = _options.Endpoint!.Port;
        _options.PublicEndpoint = new Uri($"http://localhost:{port}");
        using var store = New(_options);

        var link = new Uri(store.CreateLink(Key, "70000.zip", TimeSpan.FromMinutes(1)));

        Assert.Equal(($"localhost:{port}", "http"), (link.Authority, link.Scheme));
        using var response = await GetAsync(link, range: null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public void A_link_to_AWS_names_the_regions_own_host()
    {
        _options.Endpoint = null;
        _options.Region = "eu-central-1";
        using var store = New(_options);

        var link = new Uri(store.CreateLink(Key, "70000.zip", TimeSpan.FromMinutes(1)));

        Assert.Equal("https", link.Scheme);
        Assert.Equal($"{_bucket}.s3.eu-central-1.amazonaws.com", link.Host);
    }

    [Fact]
    public async Task An_upload_whose_bucket_vanished_is_unavailable()
    {
        await _client.DeleteBucketAsync(_bucket, Cancellation);

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => UploadAsync(Key, [1]));
    }

    internal override async Task<IObjectStore> CreateAsync()
    {
        var server = await shared.GetAsync(Cancellation);
        _options = new ObjectStoreOptions
        {
            Endpoint = server.Endpoint,
            AccessKeyId = S3Server.AccessKeyId,
            SecretAccessKey = S3Server.SecretAccessKey,
            BucketName = _bucket,
            Retention = TimeSpan.FromHours(25),
        };
        _client = S3Clients.Create(_options, _options.Endpoint);
        return New(_options);
    }

    protected override Task CleanUpAsync()
    {
        _client?.Dispose();
        (Store as IDisposable)?.Dispose();
        return Task.CompletedTask;
    }

    protected override async Task<int> CountUnfinishedUploadsAsync()
    {
        var response = await _client.ListMultipartUploadsAsync(_bucket, Cancellation);
        return response.MultipartUploads?.Count ?? 0;
    }

    protected override Task<HttpResponseMessage> FetchAsync(string link, RangeHeaderValue? range) => GetAsync(new Uri(link), range);

    private static S3ObjectStore New(ObjectStoreOptions options) => new(options, TimeProvider.System, NullLogger<S3ObjectStore>.Instance);
}
