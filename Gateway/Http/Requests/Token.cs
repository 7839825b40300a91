using Microsoft.Extensions.Primitives;

namespace Downstream.Gateway.Http.Requests;

/// <summary>A name that a client gives: <c>[A-Za-z0-9._-]{1,128}</c>.</summary>
internal static class Token
{
    public const int MaxLength = 128;

    public const string Description = "1 to 128 characters of A-Z, a-z, 0-9, '.', '_' and '-' are expected";

    public static bool IsValid(StringValues header) => header.Count == 1 && IsValid(header[0]);

    public static bool IsValid(string? text)
    {
        if (text is not { Length: > 0 and <= MaxLength })
            return false;

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
                return false;
        }

        return true;
    }
}
