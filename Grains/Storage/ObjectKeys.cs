using System.Text.RegularExpressions;

namespace Downstream.Grains.Storage;

/// <summary>The names of objects. They are built from numbers and job ids alone, so no input can reach outside.</summary>
internal static partial class ObjectKeys
{
    public const string Archives = "archives/";

    /// <summary>What a health check writes.</summary>
    public const string Probe = "probes/health.zip";

    public const string Downloads = "downloads/";

    public static string File(int fileId) => $"{Downloads}{fileId}.zip";

    public static string FileName(int fileId) => $"{fileId}.zip";

    public static string Archive(Guid jobId) => $"{Archives}{jobId:D}.zip";

    public static string ArchiveName(Guid jobId) => $"downstream-{jobId:D}.zip";

    /// <summary>Whether the text has the form of a key: a prefix and a name, with nothing in them that a file system reads otherwise.</summary>
    public static bool IsValid(string key) => Form().IsMatch(key);

    [GeneratedRegex(@"\A[a-z]{1,32}/[a-z0-9-]{1,64}\.zip\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
