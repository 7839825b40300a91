using Downstream.Silo.Hosting;

try
{
    EnvironmentFile.Load();
    if (Probe.IsAskedFor(args))
        return await SiloApplication.ProbeAsync();

    await using var app = SiloApplication.Build(args);
    return await app.RunToExitCodeAsync();
}
catch (SettingException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
