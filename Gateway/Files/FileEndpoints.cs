using Downstream.Gateway.Http;
using Downstream.Gateway.Http.Bodies;
using Downstream.Gateway.Http.Documents;
using Downstream.Gateway.Http.Problems;
using Downstream.Grains.Abstractions;
using Downstream.Grains.Abstractions.Files;
using Microsoft.OpenApi;

namespace Downstream.Gateway.Files;

/// <summary>What can be asked of a file without a job.</summary>
internal static class FileEndpoints
{
    private const string Pattern = "/v1/download/check";
    private const string OriginIsSilent = "The origin of the files does not answer. Try again shortly.";

    private static readonly OpenApiParameter FailureOnPurpose = Parameters.Query(
        SentryTest.Parameter, "`true` fails on purpose, to see that errors are reported.", new OpenApiSchema { Type = JsonSchemaType.Boolean });

    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Pattern, CheckAsync)
            .WithTags("Files")
            .WithName("checkFile")
            .WithSummary("Tell whether a file can be had")
            .Takes<FileIdBody>(FailureOnPurpose)
            .Gives<CheckResult>(StatusCodes.Status200OK)
            .Refuses(
                ProblemCode.InvalidRequest, ProblemCode.RequestTimeout, ProblemCode.PayloadTooLarge, ProblemCode.UnsupportedMediaType, ProblemCode.RateLimited,
                ProblemCode.InternalError, ProblemCode.StorageUnavailable, ProblemCode.ClusterUnavailable);

        routes.RefuseOtherMethods(Pattern, HttpMethods.Post);
    }

    private static async Task<IResult> CheckAsync(SentryTest _, FileIdBody body, HttpContext context, IGrainFactory grains)
    {
        var file = await grains.File(body.FileId).Check(context.RequestAborted);
        if (file.Error is { } error)
            return new Problem(ProblemCode.StorageUnavailable, error == FileErrors.OriginUnavailable ? OriginIsSilent : null);

        return TypedResults.Json(new CheckResult
        {
            FileId = body.FileId,
            Available = file.Available,
            S3Key = file.Available ? file.Key : null,
            Size = file.Available ? file.Size : null,
        }, FileJson.Contract.CheckResult);
    }
}
