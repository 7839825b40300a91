using System.Text.RegularExpressions;
using Downstream.Grains;
using Downstream.Grains.Files;
using Downstream.Grains.Jobs;
using Downstream.Grains.Origins;
using Downstream.Grains.Storage;

namespace Downstream.Silo.Hosting;

/// <summary>The settings of a process that runs grains.</summary>
internal sealed partial record GrainSettings(JobOptions Jobs, DelayOptions Delay, PreparationOptions Preparation, OriginOptions Origin, ObjectStoreOptions Store)
{
    private const int OneHour = 3_600_000;

    public static GrainSettings Read(Settings settings, string dataDirectory)
    {
        var jobs = new JobOptions
        {
            Retention = TimeSpan.FromHours(settings.Integer("JOB_RETENTION_HOURS", 24, 1, 8760)),
            MaxActiveJobsPerCaller = settings.Integer("MAX_ACTIVE_JOBS_PER_CLIENT", 100, 1, 1_000_000),
            ProgressInterval = settings.Milliseconds("PROGRESS_INTERVAL_MS", 500, 1, 60_000),
            DownloadUrlLifetime = TimeSpan.FromSeconds(settings.Integer("DOWNLOAD_URL_TTL_SECONDS", 900, 1, 604_800)),
        };
        var origin = ReadOrigin(settings);
        var store = ReadStore(settings, dataDirectory, jobs.Retention);
        store.FileRetention = ReadFileRetention(settings, jobs.Retention, origin.Kind);
        return new GrainSettings(jobs, ReadDelay(settings), ReadPreparation(settings), origin, store);
    }

    public void AddTo(IServiceCollection services) =>
        services.AddJobs(Jobs, Delay, Preparation).AddOrigin(Origin).AddObjectStore(Store).AddHostedService<ObjectStoreStartup>();

    private static DelayOptions ReadDelay(Settings settings)
    {
        var delay = new DelayOptions
        {
            Enabled = settings.Flag("DOWNLOAD_DELAY_ENABLED", true),
            Min = settings.Milliseconds("DOWNLOAD_DELAY_MIN_MS", 10_000, 0, 24 * OneHour),
            Max = settings.Milliseconds("DOWNLOAD_DELAY_MAX_MS", 200_000, 0, 24 * OneHour),
        };
        if (delay.Min <= delay.Max)
            return delay;

        // The one that was set is the one to name; where both were, the smaller bound.
        throw settings.Text("DOWNLOAD_DELAY_MIN_MS") is not null
            ? settings.Invalid("DOWNLOAD_DELAY_MIN_MS", $"at most DOWNLOAD_DELAY_MAX_MS, which is {delay.Max.TotalMilliseconds}, is expected")
            : settings.Invalid("DOWNLOAD_DELAY_MAX_MS", $"at least DOWNLOAD_DELAY_MIN_MS, which is {delay.Min.TotalMilliseconds}, is expected");
    }

    private static PreparationOptions ReadPreparation(Settings settings) => new()
    {
        MaxConcurrentFiles = settings.Integer("MAX_CONCURRENT_FILES_PER_SILO", 32, 1, 1024),
    };

    private static OriginOptions ReadOrigin(Settings settings)
    {
        var kind = settings.Choice("ORIGIN_KIND", "simulated", "simulated", "bucket", "http");
        var url = settings.Url("ORIGIN_URL", "http", "https") is null ? null : settings.Text("ORIGIN_URL");
        if (kind == "http" && url?.Contains(OriginOptions.FileIdPlaceholder, StringComparison.Ordinal) != true)
            throw settings.InvalidUrl("ORIGIN_URL", "with ORIGIN_KIND=http, a URL that contains {file_id} is expected");

        return new OriginOptions
        {
            Kind = Enum.Parse<OriginKind>(kind, ignoreCase: true),
            UrlTemplate = url,
            AllowedHosts = ReadAllowedHosts(settings),
            SimulatedFileMaxBytes = settings.Integer("SIMULATED_FILE_MAX_BYTES", 1_048_576, OriginOptions.SimulatedFileMinBytes, 1 << 30),
        };
    }

    private static string[] ReadAllowedHosts(Settings settings)
    {
        const string Name = "ORIGIN_ALLOWED_HOSTS";
        var hosts = settings.Text(Name, string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Array.TrueForAll(hosts, host => Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var url) && url is { UserInfo: "", PathAndQuery: "/", Fragment: "" })
            ? hosts
            : throw settings.Invalid(Name, "host names such as files.example.com or files.example.com:8443, separated by commas, are expected");
    }

    /// <summary>A week, or as long as jobs when that is longer. What somebody else puts into the bucket is not ours to remove.</summary>
    private static TimeSpan? ReadFileRetention(Settings settings, TimeSpan jobs, OriginKind origin)
    {
        const string Name = "FILE_RETENTION_HOURS";
        const int Week = 7 * 24;
        var shortest = (int)jobs.TotalHours;
        var hours = settings.Integer(Name, Math.Max(Week, shortest), 1, 87_600);
        if (hours < shortest)
            throw settings.Invalid(Name, $"at least JOB_RETENTION_HOURS, which is {shortest}, is expected");

        return origin == OriginKind.Bucket ? null : TimeSpan.FromHours(hours);
    }

    private static ObjectStoreOptions ReadStore(Settings settings, string dataDirectory, TimeSpan retention)
    {
        var keyId = settings.Text("S3_ACCESS_KEY_ID");
        var secret = settings.Text("S3_SECRET_ACCESS_KEY");
        if (keyId is null != secret is null)
            throw settings.Invalid(keyId is null ? "S3_ACCESS_KEY_ID" : "S3_SECRET_ACCESS_KEY", "S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are expected together");

        var bucket = settings.Text("S3_BUCKET_NAME");
        if (bucket is not null && !BucketName().IsMatch(bucket))
            throw settings.Invalid("S3_BUCKET_NAME", "3 to 63 lower-case letters, digits, dots and hyphens, with a letter or digit first and last, are expected");

        return new ObjectStoreOptions
        {
            DataDirectory = dataDirectory,
            Endpoint = ReadEndpoint(settings, "S3_ENDPOINT"),
            PublicEndpoint = ReadEndpoint(settings, "S3_PUBLIC_ENDPOINT"),
            Region = settings.Text("S3_REGION", "us-east-1"),
            AccessKeyId = keyId,
            SecretAccessKey = secret,
            BucketName = bucket,
            ForcePathStyle = settings.Text("S3_FORCE_PATH_STYLE") is null ? null : settings.Flag("S3_FORCE_PATH_STYLE", false),
            Retention = retention,
        };
    }

    private static Uri? ReadEndpoint(Settings settings, string name) => settings.Url(name, "http", "https") switch
    {
        null => null,
        { UserInfo: "", PathAndQuery: "/", Fragment: "" } url => url,
        _ => throw settings.InvalidUrl(name, "a URL without a path, such as http://localhost:9000, is expected"),
    };

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex BucketName();
}
