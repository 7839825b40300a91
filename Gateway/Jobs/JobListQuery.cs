using System.Reflection;
using Downstream.Gateway.Callers;
using Downstream.Gateway.Http.Requests;
using Downstream.Gateway.Jobs.Shapes;
using Downstream.Grains.Abstractions.Jobs;

namespace Downstream.Gateway.Jobs;

/// <summary>The part of the caller's list that is asked for.</summary>
internal sealed record JobListQuery(PageQuery<JobStatus> Page) : IBindableFromHttpContext<JobListQuery>
{
    private const int DefaultLimit = 50;

    public static ValueTask<JobListQuery?> BindAsync(HttpContext context, ParameterInfo parameter) => new(Caller.Resolve(context.Request)
        .Then(caller => PageQuery<JobStatus>.Read(context.Request, $"jobs {caller}", JobStatusNames.Jobs, DefaultLimit))
        .Then<JobListQuery>(page => new JobListQuery(page))
        .Bind(context));
}
