using System.Globalization;

namespace Downstream.Gateway.Events.Cursors;

/// <summary>Where a client says that it left off.</summary>
internal static class LastEventId
{
    private const string Header = "Last-Event-ID";
    private const int MaxDigits = 16;
    private const long Max = 1L << 53;

    /// <summary>The header's value, or for clients that cannot set headers the query's; null when there is neither.</summary>
    public static string? Of(HttpRequest request)
    {
        var text = request.Headers[Header].ToString();
        if (text.Length == 0)
            text = request.Query["lastEventId"].ToString();

        return text.Length > 0 ? text : null;
    }

    /// <summary>The id of a job's event; null for anything that is not one of ours.</summary>
    public static long? Parse(string? text) =>
        text is { Length: > 0 and <= MaxDigits }
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && id <= Max
            ? id
            : null;
}
