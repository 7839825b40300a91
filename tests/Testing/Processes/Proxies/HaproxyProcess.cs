using System.Diagnostics;

namespace Downstream.Testing.Processes.Proxies;

/// <summary>HAProxy with <c>compose/haproxy</c>.</summary>
public sealed class HaproxyProcess(IReadOnlyList<Uri> gateways) : ProxyProcess("haproxy", gateways)
{
    protected override ProcessStartInfo Command() => Command("-db", "-f", Shipped("haproxy", "haproxy.cfg"));
}
