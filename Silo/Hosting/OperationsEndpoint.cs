using System.Net;

namespace Downstream.Silo.Hosting;

/// <summary>Where a process answers its operators: a private address, since nothing there asks who it is.</summary>
internal static class OperationsEndpoint
{
    /// <summary>The port; null when none is set.</summary>
    public static int? Port(Settings settings)
    {
        const string Name = "OPERATIONS_PORT";
        return settings.Text(Name) is null ? null : settings.Integer(Name, 0, 0, IPEndPoint.MaxPort);
    }

    public static IPAddress Address(Settings settings)
    {
        const string Name = "OPERATIONS_ADDRESS";
        return Settings.Address(settings.Text(Name, IPAddress.Loopback.ToString()))
            ?? throw settings.Invalid(Name, "an IP address to listen on is expected, 0.0.0.0 for all of them");
    }
}
