using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Downstream.Grains.Storage.Disk;

/// <summary>The secret behind <see cref="SignedLinks"/>, kept in a file so that links outlive the process.</summary>
internal static class LinkSigningKey
{
    private const string FileName = "link-signing.key";
    private const int Size = 32;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Reads the key, and makes it the first time. Processes that race for that end up with the same one.</summary>
    public static byte[] Load(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        var path = Path.Combine(dataDirectory, FileName);
        byte[]? key = null;
        return SpinWait.SpinUntil(() => TryLoad(path, out key), Limit)
            ? key!
            : throw new IOException($"{FileName} was held by another process for {Limit.TotalSeconds} s.");
    }

    /// <summary>
    /// Under an exclusive lock, which a crash releases: a move without overwriting would not do, because it looks first
    /// and then replaces. A key that a crash cut short has signed nothing yet, and is made again.
    /// </summary>
    private static bool TryLoad(string path, [NotNullWhen(true)] out byte[]? key)
    {
        key = new byte[Size];
        try
        {
            using var file = Open(path);
            if (file.Length == Size)
            {
                file.ReadExactly(key);
                return true;
            }

            RandomNumberGenerator.Fill(key);
            file.SetLength(0);
            file.Write(key);
            file.Flush(flushToDisk: true);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            key = null;
            return false;
        }
    }

    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        return new FileStream(path, options);
    }
}
