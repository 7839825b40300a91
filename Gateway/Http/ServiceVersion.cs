using System.Reflection;

namespace Downstream.Gateway.Http;

/// <summary>The version of the service, the same wherever it is told.</summary>
internal static class ServiceVersion
{
    public static string Text { get; } = typeof(ServiceVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
