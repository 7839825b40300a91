using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Reflection;
using Downstream.Testing.Processes;

namespace Downstream.Benchmarks.Processes;

/// <summary>A program that is ready once a path answers 200.</summary>
/// <param name="name">What messages call it.</param>
/// <param name="program">What is run.</param>
/// <param name="port">Where it listens.</param>
/// <param name="ready">The path.</param>
/// <param name="settings">Its environment beyond this one.</param>
/// <param name="arguments">What the program is told.</param>
internal sealed class Service(string name, string program, int port, string ready, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    : ProcessHost(name)
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly TempFolder _folder = new();

    public int Port => port;

    public Uri BaseAddress { get; } = new($"http://127.0.0.1:{port}");

    /// <summary>Where the build has put the assembly of a host.</summary>
    public static string Built(string assembly) =>
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == assembly).Value!;

    /// <summary>The service as one process, with its own store and files on disk; its limits are out of the way.</summary>
    public static Service Embedded()
    {
        var port = FreePort.Next();
        return new Service(
            "The service",
            "dotnet",
            port,
            "/health",
            new Dictionary<string, string>
            {
                ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
                ["RATE_LIMIT_MAX_REQUESTS"] = int.MaxValue.ToString(CultureInfo.InvariantCulture),
                ["MAX_ACTIVE_JOBS_PER_CLIENT"] = "1000000",
                ["SIMULATED_FILE_MAX_BYTES"] = "1024",
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
            },
            Built("Downstream.Gateway"));
    }

    /// <summary>The bare server: this very program, with the garbage collector that hosts of ASP.NET Core have.</summary>
    public static Service Bare(params string[] arguments)
    {
        var port = FreePort.Next();
        return new Service(
            "The bare server",
            "dotnet",
            port,
            "/",
            new Dictionary<string, string> { ["DOTNET_gcServer"] = "1", ["DOTNET_gcConcurrent"] = "1" },
            [Assembly.GetExecutingAssembly().Location, "--bare", port.ToString(CultureInfo.InvariantCulture), .. arguments]);
    }

    /// <summary>The processor time that the process has used.</summary>
    public async Task<TimeSpan> ProcessorTimeAsync(CancellationToken cancellationToken)
    {
        // The name of the program, in brackets, may hold blanks: the fields are counted after it.
        var text = await File.ReadAllTextAsync($"/proc/{Id}/stat", cancellationToken);
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        const int ticksPerSecond = 100;
        return TimeSpan.FromSeconds((double)(Field(11) + Field(12)) / ticksPerSecond);

        long Field(int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
    }

    protected override TimeSpan StartLimit => TimeSpan.FromSeconds(60);

    protected override ProcessStartInfo Command()
    {
        var command = new ProcessStartInfo(program) { WorkingDirectory = _folder.Path };
        foreach (var argument in arguments)
            command.ArgumentList.Add(argument);
        foreach (var (setting, value) in settings)
            command.Environment[setting] = value;

        return command;
    }

    protected override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(BaseAddress, ready), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    protected override ValueTask CleanUpAsync()
    {
        _http.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
