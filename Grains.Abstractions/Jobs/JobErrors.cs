namespace Downstream.Grains.Abstractions.Jobs;

/// <summary>The stable codes for what went wrong with a job.</summary>
public static class JobErrors
{
    /// <summary>None of its files is ready, or some of them are not.</summary>
    public const string FilesFailed = "files_failed";

    /// <summary>Its files are ready, but their archive could not be written.</summary>
    public const string ArchiveFailed = "archive_failed";
}
