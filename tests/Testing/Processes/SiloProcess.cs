namespace Downstream.Testing.Processes;

/// <summary>A silo as it is shipped, in a process of its own. Needs <c>REDIS_URL</c>.</summary>
/// <param name="settings">Settings beyond those that every test needs; they win. An empty value takes one away.</param>
public sealed class SiloProcess(params IEnumerable<(string Name, string Value)> settings)
    : ServiceProcess("The silo", AssemblyMetadataKey, "OPERATIONS_PORT", settings)
{
    /// <summary>The name of the assembly metadata that says where the build has put the silo.</summary>
    public const string AssemblyMetadataKey = "SiloAssembly";
}
