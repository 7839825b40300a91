using System.Globalization;
using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;

namespace Downstream.Gateway.Diagnostics;

/// <summary>An integer in the query of a request for diagnostics.</summary>
internal static class QueryInteger
{
    public static Parsed<long> Read(HttpRequest request, string name, long fallback, long min, long max)
    {
        if (request.Query[name] is not [{ } text])
            return fallback;

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : Problem.Invalid(name, $"An integer from {min} to {max} is expected.");
    }
}
