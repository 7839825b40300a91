using System.Security.Cryptography;
using Downstream.Gateway.Requests;

namespace Downstream.Gateway.Callers;

/// <summary>The cookie that makes a browser a caller of its own. Pages issue it; the API only reads it.</summary>
internal static class CallerCookie
{
    public const string Name = "client_id";

    private const int RandomBytes = 16;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <summary>Gives the browser a random name unless it has a usable one.</summary>
    public static void Issue(HttpContext context)
    {
        if (Token.IsValid(context.Request.Cookies[Name]))
            return;

        context.Response.Cookies.Append(Name, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes)), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            MaxAge = Lifetime,
            Path = "/",
            IsEssential = true,
        });
    }
}
