using System.Globalization;
using System.Net;
using System.Text;

namespace Downstream.Silo.Hosting;

/// <summary>
/// Reads settings from the environment, strictly: a missing or empty one has its default, a malformed one throws a
/// <see cref="SettingException"/>. Secrets are not repeated in errors. What is not set itself is read from the file that
/// the setting with <c>_FILE</c> behind its name says: so secrets stay out of the environment.
/// </summary>
public sealed class Settings(IConfiguration configuration)
{
    private const string Hidden = "***";
    private const string FileSuffix = "_FILE";
    private const int MostFileBytes = 64 * 1024;

    /// <summary>The value without the white space around it: secrets that are mounted as files end with a line break.</summary>
    public string? Text(string name)
    {
        var value = Trimmed(configuration[name]);
        if (Trimmed(configuration[name + FileSuffix]) is not { } path)
            return value;

        return value is null
            ? Trimmed(Content(name + FileSuffix, path))
            : throw new SettingException(name + FileSuffix, path, $"{name} is set too, and one of them is expected");
    }

    public string Text(string name, string fallback) => Text(name) ?? fallback;

    public int Integer(string name, int fallback, int min, int max) => (int)Int64(name, fallback, min, max);

    public long Int64(string name, long fallback, long min, long max)
    {
        if (Text(name) is not { } text)
            return fallback;

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new SettingException(name, text, $"an integer from {min} to {max} is expected");
    }

    public TimeSpan Milliseconds(string name, long fallback, long min, long max) =>
        TimeSpan.FromMilliseconds(Int64(name, fallback, min, max));

    public bool Flag(string name, bool fallback) => Text(name)?.ToUpperInvariant() switch
    {
        null => fallback,
        "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => throw new SettingException(name, Text(name)!, "true or false is expected"),
    };

    public string Choice(string name, string fallback, params ReadOnlySpan<string> allowed)
    {
        var text = Text(name, fallback);
        foreach (var choice in allowed)
        {
            if (string.Equals(choice, text, StringComparison.OrdinalIgnoreCase))
                return choice;
        }

        throw new SettingException(name, text, $"one of {string.Join(", ", allowed!)} is expected");
    }

    /// <summary>An absolute URL with one of the given schemes.</summary>
    public Uri? Url(string name, params ReadOnlySpan<string> schemes)
    {
        if (Text(name) is not { } text)
            return null;

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme) && url.Host.Length > 0)
            return url;

        throw InvalidUrl(name, $"an absolute URL that starts with {string.Join(" or ", schemes.ToArray().Select(s => s + "://"))} is expected");
    }

    /// <summary>An IP address written in full; the framework also takes "1" for 0.0.0.1 and "[::1]:80" for ::1.</summary>
    public static IPAddress? Address(string text) =>
        IPAddress.TryParse(text, out var address) && ((text.Contains(':') && text[0] != '[') || address.ToString() == text) ? address : null;

    /// <summary>Reports a setting that was read but cannot be used; a secret is hidden.</summary>
    public SettingException Invalid(string name, string allowed, bool secret = false) =>
        new(name, secret ? Hidden : Text(name) ?? string.Empty, allowed);

    /// <summary>Reports a URL that cannot be used; it is hidden when it has user information or a query, where secrets are.</summary>
    public SettingException InvalidUrl(string name, string allowed) =>
        Invalid(name, allowed, secret: Text(name)?.AsSpan().ContainsAny('@', '?') == true);

    private static string Content(string name, string path)
    {
        try
        {
            // By what is read: a device has no length.
            using var file = File.OpenRead(path);
            var bytes = new byte[MostFileBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= MostFileBytes ? Encoding.UTF8.GetString(bytes, 0, length) : throw Unreadable();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable();
        }

        SettingException Unreadable() => new(name, path, $"a file that can be read, of at most {MostFileBytes} bytes, is expected");
    }

    private static string? Trimmed(string? text) => text?.Trim() is { Length: > 0 } value ? value : null;
}
