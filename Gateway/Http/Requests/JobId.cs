using System.Reflection;

namespace Downstream.Gateway.Http.Requests;

/// <summary>
/// The job that a path names. Each endpoint under a job's id takes it as its first parameter, so that what must hold of a job before
/// anything is done with it has one place.
/// </summary>
internal sealed record JobId(Guid Value) : IBindableFromHttpContext<JobId>
{
    public const string Parameter = "jobId";

    public static ValueTask<JobId?> BindAsync(HttpContext context, ParameterInfo parameter) => new(Read(context).Bind(context));

    public static Parsed<JobId> Read(HttpContext context) =>
        JobIds.ParsePath(context.Request.RouteValues[Parameter] as string ?? string.Empty).Then<JobId>(id => new JobId(id));
}
