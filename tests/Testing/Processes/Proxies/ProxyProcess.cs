using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using Xunit;

namespace Downstream.Testing.Processes.Proxies;

/// <summary>A proxy in front of two gateways, on a free port of loopback, with the configuration that is shipped for it.</summary>
public abstract class ProxyProcess : ProcessHost
{
    private readonly string _program;
    private readonly TempFolder _folder = new();

    private protected ProxyProcess(string program, IReadOnlyList<Uri> gateways)
        : base(program)
    {
        _program = program;
        Values = new()
        {
            ["HTTP_PORT"] = $"{Port}",
            ["GATEWAY_1"] = gateways[0].Authority,
            ["GATEWAY_2"] = gateways[^1].Authority,
        };
    }

    public int Port { get; } = FreePort.Next();

    public Uri BaseAddress => new($"http://127.0.0.1:{Port}");

    /// <summary>What the configuration leaves open.</summary>
    protected Dictionary<string, string> Values { get; }

    /// <summary>A folder of the proxy's own.</summary>
    protected string Folder => _folder.Path;

    /// <summary>Starts a proxy, or skips the test, with the reason, where it is not installed.</summary>
    /// <param name="program">nginx, caddy or haproxy.</param>
    /// <param name="gateways">Where the two gateways are; one alone stands for both.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<ProxyProcess> StartNewAsync(string program, IReadOnlyList<Uri> gateways, CancellationToken cancellationToken)
    {
        ProxyProcess proxy = program switch
        {
            "nginx" => new NginxProcess(gateways),
            "caddy" => new CaddyProcess(gateways),
            "haproxy" => new HaproxyProcess(gateways),
            _ => throw new ArgumentOutOfRangeException(nameof(program), program, "unknown"),
        };
        try
        {
            await proxy.StartAsync(cancellationToken);
            return proxy;
        }
        catch (Win32Exception)
        {
            await proxy.DisposeAsync();
            Assert.Skip($"{program} is not installed");
            throw;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    /// <summary>The folder of the repository that has the configurations.</summary>
    protected static string Shipped(params IEnumerable<string> path) => Checkout.Locate(["compose", .. path]);

    /// <summary>The program with the values in its environment.</summary>
    protected ProcessStartInfo Command(params IEnumerable<string> arguments)
    {
        var command = new ProcessStartInfo(_program, arguments) { WorkingDirectory = Folder };
        foreach (var (name, value) in Values)
            command.Environment[name] = value;

        command.Environment["HOME"] = Folder;
        return command;
    }

    protected override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    protected override ValueTask CleanUpAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
