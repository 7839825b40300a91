using Downstream.Gateway.Http.Documents;
using Downstream.Gateway.Jobs.Shapes;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Jobs;

/// <summary>How the document describes what lists are filtered by.</summary>
internal static class JobParameters
{
    public static OpenApiParameter JobStatus { get; } = Parameters.Query("status", "Only jobs in this state.", Parameters.OneOf(JobStatusNames.Jobs.Keys));

    public static OpenApiParameter FileStatus { get; } = Parameters.Query("status", "Only files in this state.", Parameters.OneOf(JobStatusNames.Files.Keys));
}
