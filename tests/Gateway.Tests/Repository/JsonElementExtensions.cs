using System.Text.Json;

namespace Downstream.Gateway.Tests.Repository;

internal static class JsonElementExtensions
{
    /// <summary>What is at the end of a path of properties, all of which have to be there.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (!element.TryGetProperty(name, out var next))
                Assert.Fail($"{element} has no {name}");

            element = next;
        }

        return element;
    }
}
