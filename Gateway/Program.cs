using Downstream.Gateway.Hosting;
using Downstream.Silo.Hosting;

try
{
    EnvironmentFile.Load();
    if (Probe.IsAskedFor(args))
        return await GatewayApplication.ProbeAsync();

    await using var app = GatewayApplication.Build(args);
    return await app.RunToExitCodeAsync();
}
catch (SettingException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
