namespace Downstream.Silo.Hosting.Telemetry;

/// <summary>Where errors are reported. A secret.</summary>
internal static class DsnSetting
{
    /// <summary>Refuses what Sentry cannot parse: it takes the public key before the first colon, the project after the last slash.</summary>
    /// <returns>The DSN; null when the setting is missing.</returns>
    public static string? Read(Settings settings, string name)
    {
        if (settings.Text(name) is not { } dsn)
            return null;

        return Uri.TryCreate(dsn, UriKind.Absolute, out var url)
            && url is { Scheme: "http" or "https", Query: "", Fragment: "" }
            && url.UserInfo.Split(':')[0].Length > 0 && !url.AbsolutePath.EndsWith('/')
            ? dsn
            : throw settings.Invalid(name, "a DSN such as https://key@host/1 is expected", secret: true);
    }
}
