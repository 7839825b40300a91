using System.Security.Cryptography;
using Downstream.Gateway.Http.Requests;

namespace Downstream.Gateway.Callers;

/// <summary>The cookie that makes a browser a caller of its own. Pages issue it; the API only reads it.</summary>
internal static class CallerCookie
{
    public const string Name = "client_id";

    /// <summary>Over HTTPS: a sibling domain, or the same host without TLS, cannot set a cookie of this name.</summary>
    public const string SecureName = "__Host-client_id";

    private const int RandomBytes = 16;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <summary>The browser's name; null when it has none.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[NameFor(request)];

    /// <summary>Gives the browser a random name unless it has a usable one.</summary>
    public static void Issue(HttpContext context)
    {
        if (Token.IsValid(Read(context.Request)))
            return;

        context.Response.Cookies.Append(NameFor(context.Request), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes)), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            MaxAge = Lifetime,
            Path = "/",
            IsEssential = true,
        });
    }

    private static string NameFor(HttpRequest request) => request.IsHttps ? SecureName : Name;
}
