using System.Reflection;
using Downstream.Gateway.Http.Requests;
using Downstream.Gateway.Jobs.Shapes;
using Downstream.Grains.Abstractions.Files;

namespace Downstream.Gateway.Jobs;

/// <summary>The part of a job's files that is asked for.</summary>
internal sealed record JobFilesQuery(PageQuery<FileStatus> Page) : IBindableFromHttpContext<JobFilesQuery>
{
    private const int DefaultLimit = 100;

    public static ValueTask<JobFilesQuery?> BindAsync(HttpContext context, ParameterInfo parameter) => new(JobId.Read(context)
        .Then(job => PageQuery<FileStatus>.Read(context.Request, $"files {job.Value:D}", JobStatusNames.Files, DefaultLimit))
        .Then<JobFilesQuery>(page => new JobFilesQuery(page))
        .Bind(context));
}
