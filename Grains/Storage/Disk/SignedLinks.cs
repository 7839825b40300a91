using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Downstream.Grains.Storage.Disk;

/// <summary>Links to objects on local disk, which the gateway serves to whoever holds one until it expires.</summary>
/// <param name="key">The secret that signs them.</param>
public sealed class SignedLinks(ReadOnlyMemory<byte> key)
{
    /// <summary>Where the gateway serves objects.</summary>
    public const string Path = "/v1/objects/";

    /// <summary>A path and query below the gateway. A secret: never log it.</summary>
    /// <param name="objectKey">The object.</param>
    /// <param name="fileName">What the client is to call it.</param>
    /// <param name="expires">When the link ends, to the second.</param>
    public string Create(string objectKey, string fileName, DateTimeOffset expires)
    {
        var seconds = expires.ToUnixTimeSeconds();
        var signature = Base64Url.EncodeToString(Sign(objectKey, seconds, fileName));
        return $"{Path}{objectKey}?expires={seconds}&name={Uri.EscapeDataString(fileName)}&signature={signature}";
    }

    /// <summary>Whether the link was made here and has not expired. The signature is compared in constant time.</summary>
    /// <param name="objectKey">What follows <see cref="Path"/>, decoded.</param>
    /// <param name="expires">The value of <c>expires</c>.</param>
    /// <param name="name">The value of <c>name</c>.</param>
    /// <param name="signature">The value of <c>signature</c>.</param>
    /// <param name="now">The time.</param>
    /// <param name="fileName">What the client is to call the object.</param>
    public bool TryValidate(
        string objectKey, string? expires, string? name, string? signature, DateTimeOffset now, [NotNullWhen(true)] out string? fileName)
    {
        fileName = null;
        if (name is null || signature is null || !ObjectKeys.IsValid(objectKey))
            return false;

        if (!long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return false;

        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (Base64Url.DecodeFromChars(signature, given, out _, out var decoded) != OperationStatus.Done || decoded != given.Length)
            return false;

        if (!CryptographicOperations.FixedTimeEquals(given, Sign(objectKey, seconds, name)) || now.ToUnixTimeSeconds() >= seconds)
            return false;

        fileName = name;
        return true;
    }

    private byte[] Sign(string objectKey, long expires, string fileName) =>
        HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes($"{objectKey}\n{expires}\n{fileName}"));
}
