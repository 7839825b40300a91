using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Reflection;

namespace Downstream.Testing.Processes;

/// <summary>One of the service's programs as it is shipped, on one port and in one folder over all its starts.</summary>
public abstract class ServiceProcess : ProcessHost
{
    // Nothing else of the surroundings reaches the process: a test must not depend on who runs it.
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "LANG", "DOTNET_ROOT", "DOTNET_CLI_HOME", "DOTNET_TieredPGO", "LD_LIBRARY_PATH"];

    private readonly TempFolder _folder = new();
    private readonly HttpClient _health = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly string _assembly;
    private readonly Dictionary<string, string> _settings;

    /// <param name="name">What messages call it.</param>
    /// <param name="assemblyMetadataKey">The assembly metadata that says where the build has put the program.</param>
    /// <param name="portSetting">The setting that takes the port of <c>/health</c>.</param>
    /// <param name="settings">Settings beyond those that every test needs; they win. An empty value takes one away.</param>
    private protected ServiceProcess(string name, string assemblyMetadataKey, string portSetting, IEnumerable<(string Name, string Value)> settings)
        : base(name)
    {
        Port = FreePort.Next();
        _assembly = FindAssembly(assemblyMetadataKey);
        _settings = new Dictionary<string, string>
        {
            [portSetting] = Port.ToString(CultureInfo.InvariantCulture),
            ["DATA_DIR"] = DataFolder,
            ["SILO_PORT"] = "0",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DOWNLOAD_DELAY_MIN_MS"] = "100",
            ["DOWNLOAD_DELAY_MAX_MS"] = "600",
            ["SIMULATED_FILE_MAX_BYTES"] = "65536",
            ["RATE_LIMIT_MAX_REQUESTS"] = "1000000",
            ["MAX_STREAMS_PER_CLIENT"] = "1000000",
            ["MAX_ACTIVE_JOBS_PER_CLIENT"] = "10000",
        };
        foreach (var (setting, value) in settings)
            _settings[setting] = value;
    }

    public int Port { get; }

    public Uri BaseAddress => new($"http://127.0.0.1:{Port}");

    /// <summary>The folder that the process works in, where it looks for <c>.env</c>.</summary>
    public string WorkingFolder => _folder.Path;

    public string DataFolder => _folder.Combine("data");

    /// <summary>How many file descriptors the process may have; null for what the test itself may.</summary>
    public int? Descriptors { get; init; }

    /// <summary>Takes a setting away, so that it has its default.</summary>
    public void Unset(string name) => _settings.Remove(name);

    /// <summary>Gives a setting another value, from the next start on.</summary>
    public void Set(string name, string value) => _settings[name] = value;

    // Several start at once in a cluster, perhaps on a machine that is busy with other things.
    protected override TimeSpan StartLimit => TimeSpan.FromSeconds(120);

    protected override ProcessStartInfo Command()
    {
        var command = Descriptors is { } limit
            ? new ProcessStartInfo("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"ulimit -n {limit} && exec dotnet \"$0\""), _assembly])
            : new ProcessStartInfo("dotnet", [_assembly]);
        command.WorkingDirectory = _folder.Path;
        var surroundings = command.Environment.Where(pair => Inherited.Contains(pair.Key)).ToList();
        command.Environment.Clear();
        foreach (var (name, value) in surroundings)
            command.Environment[name] = value;

        foreach (var (name, value) in _settings)
            command.Environment[name] = value;

        return command;
    }

    protected override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _health.GetAsync(new Uri(BaseAddress, "/health"), cancellationToken);
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
        _health.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Where the build has put a program, by the metadata that the tests were built with.</summary>
    public static string FindAssembly(string metadataKey)
    {
        var tests = Assembly.GetEntryAssembly();
        return tests?.GetCustomAttributes<AssemblyMetadataAttribute>().SingleOrDefault(data => data.Key == metadataKey)?.Value
            ?? throw new InvalidOperationException($"{tests?.GetName().Name} was built without the metadata {metadataKey}.");
    }
}
