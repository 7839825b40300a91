using Downstream.Gateway.Http.Problems;
using Downstream.Gateway.Http.Requests;
using Downstream.Grains.Abstractions.Callers;

namespace Downstream.Gateway.Callers;

/// <summary>Who asks, as far as that is known without authentication.</summary>
internal static class Caller
{
    public const string Header = "X-Client-ID";
    public const string Anonymous = CallerNames.Anonymous;

    /// <summary>
    /// The name in the header, else in the cookie, else <see cref="Anonymous"/>. A malformed header is the client's
    /// mistake; a malformed cookie, which a page cannot see, is none.
    /// </summary>
    public static Parsed<string> Resolve(HttpRequest request)
    {
        var header = request.Headers[Header];
        if (header.Count > 0)
            return Token.IsValid(header) ? header.ToString() : Problem.Invalid(Header, Token.Description);

        return CallerCookie.Read(request) is { } cookie && Token.IsValid(cookie) ? cookie : Anonymous;
    }
}
