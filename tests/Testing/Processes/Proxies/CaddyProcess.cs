using System.Diagnostics;

namespace Downstream.Testing.Processes.Proxies;

/// <summary>Caddy with <c>compose/caddy</c>.</summary>
public sealed class CaddyProcess(IReadOnlyList<Uri> gateways) : ProxyProcess("caddy", gateways)
{
    protected override ProcessStartInfo Command() => Command("run", "--adapter", "caddyfile", "--config", Shipped("caddy", "Caddyfile"));
}
