using System.Diagnostics.CodeAnalysis;

/// <summary>What the runtime looks for in an assembly that is a startup hook; that it is loaded is all that is wanted of it.</summary>
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "The runtime looks for it outside of namespaces.")]
internal static class StartupHook
{
    public static void Initialize()
    {
    }
}
