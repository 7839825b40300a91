namespace Downstream.Silo.Hosting;

/// <summary>How a process ends.</summary>
internal static class Faults
{
    /// <summary>What a process ends with that did not end because it was told to (EX_SOFTWARE of sysexits.h).</summary>
    public const int ExitCode = 70;

    /// <summary>Runs until the process is told to stop, or one of its services breaks: the host stops in order either way.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="SettingException">What the settings name cannot be used.</exception>
    public static async Task<int> RunToExitCodeAsync(this WebApplication app)
    {
        var services = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await app.Services.GetRequiredService<StateFormat>().RequireAsync();
        await app.RunAsync();
        return services.Exists(service => service.ExecuteTask is { IsFaulted: true }) ? ExitCode : 0;
    }
}
