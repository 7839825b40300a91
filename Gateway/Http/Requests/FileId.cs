using System.Reflection;

namespace Downstream.Gateway.Http.Requests;

/// <summary>The file that a path names.</summary>
internal sealed record FileId(int Value) : IBindableFromHttpContext<FileId>
{
    public static ValueTask<FileId?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(FileIds.ParsePath(context.Request.RouteValues["fileId"] as string ?? string.Empty).Then<FileId>(id => new FileId(id)).Bind(context));
}
