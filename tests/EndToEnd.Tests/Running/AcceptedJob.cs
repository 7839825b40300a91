namespace Downstream.EndToEnd.Tests.Running;

/// <summary>What a client knows once its 202 was read.</summary>
internal sealed record AcceptedJob(string JobId, string Status, int TotalFileIds)
{
    public string StatusPath => $"/v1/download/status/{JobId}";

    public string EventsPath => $"/v1/download/subscribe/{JobId}";

    public string ResultPath => $"/v1/download/{JobId}";

    public string FilesPath => $"/v1/download/{JobId}/files";

    public string RetryPath => $"/v1/download/{JobId}/retry";
}
