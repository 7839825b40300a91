using System.Globalization;

namespace Downstream.Grains.Storage.Disk;

/// <summary>
/// The versions of objects on local disk, each in a file of its own. It names the object's time and size too: what a
/// crash left behind of another object, or cut short, counts as none.
/// </summary>
internal sealed class DiskVersions(string folder)
{
    public void Write(string key, FileInfo file, string? version)
    {
        var path = Path.Combine(folder, key);
        if (version is null)
        {
            Delete(key);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Line(file, version));
    }

    public string? Read(string key, FileInfo file)
    {
        var path = Path.Combine(folder, key);
        if (!File.Exists(path))
            return null;

        var line = File.ReadAllText(path);
        var version = line[(line.LastIndexOf(' ') + 1)..].TrimEnd();
        return line == Line(file, version) ? version : null;
    }

    public void Delete(string key)
    {
        var path = Path.Combine(folder, key);
        if (File.Exists(path))
            File.Delete(path);
    }

    private static string Line(FileInfo file, string version) =>
        string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks} {file.Length} {version}\n");
}
