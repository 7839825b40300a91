namespace Downstream.Testing.Processes;

/// <summary>The gateway as it is shipped, in a process of its own.</summary>
/// <param name="settings">Settings beyond those that every test needs; they win. An empty value takes one away.</param>
public sealed class GatewayProcess(params IEnumerable<(string Name, string Value)> settings)
    : ServiceProcess("The gateway", AssemblyMetadataKey, "PORT", settings)
{
    /// <summary>The name of the assembly metadata that says where the build has put the gateway.</summary>
    public const string AssemblyMetadataKey = "GatewayAssembly";
}
