using System.Net;
using Downstream.Grains.Abstractions.Files;

namespace Downstream.Grains.Origins;

/// <summary>The failures of origins: which code, and whether another try can help.</summary>
internal static class OriginFailures
{
    public static OriginException NotFound() => new(FileErrors.NotFound, mayPass: false, "The origin does not have the file.");

    public static OriginException Rejected(string what) => new(FileErrors.OriginRejected, mayPass: false, what);

    public static OriginException Unreachable(Exception? cause) =>
        new(FileErrors.OriginUnavailable, mayPass: true, "The origin could not be reached.", innerException: cause);

    public static OriginException Silent(Exception? cause) =>
        new(FileErrors.OriginUnavailable, mayPass: true, "The origin did not answer in time.", innerException: cause);

    public static OriginException Incomplete(string what, Exception? cause = null) =>
        new(FileErrors.TransferIncomplete, mayPass: true, what, innerException: cause);

    /// <summary>What an answer means that is not the file.</summary>
    public static OriginException From(HttpResponseMessage response, DateTimeOffset now) => response.StatusCode switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => NotFound(),
        // The first is of servers that fetch the file themselves first.
        HttpStatusCode.Accepted or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425 or >= HttpStatusCode.InternalServerError =>
            new OriginException(
                FileErrors.OriginUnavailable, mayPass: true, $"The origin answered {(int)response.StatusCode}.", RetryAfter(response, now)),
        _ => Rejected($"The origin answered {(int)response.StatusCode}."),
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };
}
