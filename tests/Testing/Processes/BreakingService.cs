using Downstream.Testing.Processes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

[assembly: HostingStartup(typeof(BreakingService))]

namespace Downstream.Testing.Processes;

/// <summary>
/// A service that breaks as soon as its host has started, brought into a program as it is shipped by
/// <see cref="Settings"/>: no fault is known that a program does not survive.
/// </summary>
public sealed class BreakingService : IHostingStartup
{
    /// <summary>What the program is started with: the runtime loads this assembly, and the framework asks it for services.</summary>
    public static IEnumerable<(string Name, string Value)> Settings =>
    [
        ("DOTNET_STARTUP_HOOKS", typeof(BreakingService).Assembly.Location),
        ("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", typeof(BreakingService).Assembly.GetName().Name!),
    ];

    public void Configure(IWebHostBuilder builder) => builder.ConfigureServices(services => services.AddHostedService<Service>());

    private sealed class Service(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task.WaitAsync(stoppingToken);
            throw new InvalidOperationException("The service broke.");
        }
    }
}
