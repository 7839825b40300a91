using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Downstream.Grains.Storage.Disk;

/// <summary>Makes a rename in a folder survive a loss of power: the entry is the folder's, not the file's.</summary>
internal static class FolderSync
{
    private const int ReadOnly = 0;

    /// <exception cref="IOException">The folder could not be written.</exception>
    public static void Flush(string folder)
    {
        // Elsewhere the file system sees to it, or offers no way.
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return;

        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
            throw Failure();

        try
        {
            if (Sync(descriptor) != 0)
                throw Failure();
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure() => new("A folder could not be written.", new Win32Exception(Marshal.GetLastPInvokeError()));

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
