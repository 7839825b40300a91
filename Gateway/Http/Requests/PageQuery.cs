using System.Globalization;
using Downstream.Gateway.Http.Problems;

namespace Downstream.Gateway.Http.Requests;

/// <summary>The part of a list that its query asks for. An empty parameter is an absent one; a repeated one is a mistake.</summary>
/// <param name="Status">Only what is in this state; null for all.</param>
/// <param name="Limit">At most so many items.</param>
/// <param name="Position">Where the list goes on; null for its begin.</param>
/// <param name="List">The list with its filter: its cursors are of no other.</param>
internal sealed record PageQuery<TStatus>(TStatus? Status, int Limit, long? Position, string List)
    where TStatus : struct
{
    private const int MaxLimit = 1000;
    private const string LimitParameter = "limit";
    private const string StatusParameter = "status";

    /// <param name="request">The request.</param>
    /// <param name="list">Which list it is about.</param>
    /// <param name="names">What its items' states are called.</param>
    /// <param name="fallback">The limit of those who name none.</param>
    public static Parsed<PageQuery<TStatus>> Read(HttpRequest request, string list, IReadOnlyDictionary<string, TStatus> names, int fallback)
    {
        if (!StatusOf(request, names).TryGet(out var status, out var problem))
            return problem;
        if (!LimitOf(request, fallback).TryGet(out var limit, out problem))
            return problem;

        var filtered = $"{list} {status}";
        return Single(request, Cursor.Parameter)
            .Then(text => Cursor.Parse(filtered, text))
            .Then<PageQuery<TStatus>>(position => new PageQuery<TStatus>(status, limit, position, filtered));
    }

    /// <summary>The cursor to a position; null for none.</summary>
    public string? CursorTo(long? position) => position is { } there ? Cursor.Write(List, there) : null;

    private static Parsed<int> LimitOf(HttpRequest request, int fallback)
    {
        if (!Single(request, LimitParameter).TryGet(out var text, out var problem))
            return problem;
        if (text is null)
            return fallback;

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit
            ? limit
            : Problem.Invalid(LimitParameter, "must be an integer from 1 to 1000");
    }

    private static Parsed<TStatus?> StatusOf(HttpRequest request, IReadOnlyDictionary<string, TStatus> names)
    {
        if (!Single(request, StatusParameter).TryGet(out var text, out var problem))
            return problem;
        if (text is null)
            return default(TStatus?);

        return names.TryGetValue(text, out var status)
            ? (TStatus?)status
            : Problem.Invalid(StatusParameter, $"must be one of {string.Join(", ", names.Keys)}");
    }

    private static Parsed<string?> Single(HttpRequest request, string name)
    {
        var values = request.Query[name];
        if (values.Count > 1)
            return Problem.Invalid(name, "must be given once");

        return values.ToString() is { Length: > 0 } text ? text : default(string);
    }
}
