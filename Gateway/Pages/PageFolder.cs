using System.Collections.Frozen;

namespace Downstream.Gateway.Pages;

/// <summary>
/// The built web UI, as it lay in its folder when the gateway started. Requests are looked up by name among these files, so
/// that no path leads out of the folder.
/// </summary>
internal sealed class PageFolder
{
    private const string Assets = "assets/";
    private const string Index = "index.html";

    public PageFolder(PageOptions options)
    {
        var folder = options.Folder;
        var index = Path.Combine(folder, Index);
        if (!File.Exists(index))
            return;

        IndexHtml = File.ReadAllText(index);
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => path != index && !PageFile.IsCompressedForm(path))
            .ToDictionary(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'));
        Hashed = files.Where(file => IsHashed(file.Key)).ToFrozenDictionary(file => file.Key[Assets.Length..], file => PageFile.Immutable(file.Value));
        Fixed = files.Where(file => !IsHashed(file.Key)).ToFrozenDictionary(file => file.Key, file => PageFile.Fixed(file.Value));
    }

    /// <summary>The page of all routes; null when the UI was not built.</summary>
    public string? IndexHtml { get; }

    /// <summary>What is under <c>/assets/</c>, by the rest of the path.</summary>
    public FrozenDictionary<string, PageFile> Hashed { get; } = FrozenDictionary<string, PageFile>.Empty;

    /// <summary>What else there is, such as an icon, by its path.</summary>
    public FrozenDictionary<string, PageFile> Fixed { get; } = FrozenDictionary<string, PageFile>.Empty;

    private static bool IsHashed(string path) => path.StartsWith(Assets, StringComparison.Ordinal);
}
