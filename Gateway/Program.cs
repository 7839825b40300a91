using Downstream.Gateway.Hosting;
using Downstream.Silo.Hosting;

try
{
    EnvironmentFile.Load();
    await using var app = GatewayApplication.Build(args);
    await app.RunAsync();
    return 0;
}
catch (SettingException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
