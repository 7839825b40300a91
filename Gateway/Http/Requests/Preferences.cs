using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Primitives;

namespace Downstream.Gateway.Http.Requests;

/// <summary>
/// The <c>Prefer</c> header (RFC 7240), as far as this service honours it: <c>respond-async</c> and <c>wait</c>. Of a
/// preference that is given twice the first counts; one that is unknown or malformed is not there.
/// </summary>
/// <param name="RespondAsync">The client would rather be answered before the work is done.</param>
/// <param name="Wait">How long the client is willing to be held.</param>
internal sealed record Preferences(bool RespondAsync, TimeSpan? Wait) : IBindableFromHttpContext<Preferences>
{
    public const string AppliedHeader = "Preference-Applied";

    public const string RespondAsyncToken = "respond-async";

    private const int MaxPreferences = 32;
    private const long MaxSeconds = 86_400;

    private static readonly Preferences None = new(false, null);

    public static ValueTask<Preferences?> BindAsync(HttpContext context, ParameterInfo parameter) => new(Parse(context.Request.Headers["Prefer"]));

    public static Preferences Parse(StringValues header)
    {
        if (header.Count == 0)
            return None;

        var (respondAsync, wait, seenWait) = (false, default(TimeSpan?), false);
        foreach (var preference in Split(header.ToString(), ',').Take(MaxPreferences))
        {
            var named = Split(preference, ';').First();
            var equals = named.IndexOf('=', StringComparison.Ordinal);
            var name = (equals < 0 ? named : named[..equals]).Trim();
            var value = equals < 0 ? string.Empty : named[(equals + 1)..].Trim();

            if (name.Equals(RespondAsyncToken, StringComparison.OrdinalIgnoreCase))
                respondAsync = true;
            else if (name.Equals("wait", StringComparison.OrdinalIgnoreCase) && !seenWait)
                (wait, seenWait) = (Seconds(value), true);
        }

        return new Preferences(respondAsync, wait);
    }

    /// <summary>How a wait that was honoured is confirmed.</summary>
    public static string WaitToken(TimeSpan wait) => string.Create(CultureInfo.InvariantCulture, $"wait={(long)wait.TotalSeconds}");

    private static TimeSpan? Seconds(string value)
    {
        var digits = value is ['"', .., '"'] && value.Length >= 2 ? value[1..^1] : value;
        if (digits.Length == 0 || !digits.All(char.IsAsciiDigit))
            return null;

        return TimeSpan.FromSeconds(long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? Math.Min(seconds, MaxSeconds)
            : MaxSeconds);
    }

    /// <summary>The parts between separators that are not inside a quoted string.</summary>
    private static IEnumerable<string> Split(string text, char separator)
    {
        var (start, quoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && quoted)
                i++;
            else if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == separator && !quoted)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[Math.Min(start, text.Length)..];
    }
}
