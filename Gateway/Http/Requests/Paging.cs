using System.Globalization;
using Downstream.Gateway.Http.Problems;

namespace Downstream.Gateway.Http.Requests;

/// <summary>Reads the query of a list. An empty parameter is an absent one; a repeated one is a mistake.</summary>
internal static class Paging
{
    public const int MaxLimit = 1000;

    private const string LimitParameter = "limit";
    private const string StatusParameter = "status";

    public static Parsed<int> Limit(HttpRequest request, int fallback)
    {
        if (!Single(request, LimitParameter).TryGet(out var text, out var problem))
            return problem;
        if (text is null)
            return fallback;

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit
            ? limit
            : Problem.Invalid(LimitParameter, "must be an integer from 1 to 1000");
    }

    public static Parsed<T?> Status<T>(HttpRequest request, IReadOnlyDictionary<string, T> names)
        where T : struct
    {
        if (!Single(request, StatusParameter).TryGet(out var text, out var problem))
            return problem;
        if (text is null)
            return default(T?);

        return names.TryGetValue(text, out var status)
            ? (T?)status
            : Problem.Invalid(StatusParameter, $"must be one of {string.Join(", ", names.Keys)}");
    }

    public static Parsed<long?> Position(HttpRequest request, string list) =>
        Single(request, Cursor.Parameter).TryGet(out var text, out var problem) ? Cursor.Parse(list, text) : problem;

    private static Parsed<string?> Single(HttpRequest request, string name)
    {
        var values = request.Query[name];
        if (values.Count > 1)
            return Problem.Invalid(name, "must be given once");

        return values.ToString() is { Length: > 0 } text ? text : default(string);
    }
}
