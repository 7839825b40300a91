namespace Downstream.Silo.Hosting;

/// <summary>How both hosts begin.</summary>
internal static class HostBuilding
{
    /// <summary>
    /// A builder whose settings are read once. By default ASP.NET Core watches the working folder with all that is in it for
    /// a changed appsettings.json: with files under <c>DATA_DIR</c> each of them would cost events, and each folder a watch.
    /// </summary>
    public static WebApplicationBuilder Begin(string[] args) => WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
}
