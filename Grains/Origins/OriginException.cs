using Downstream.Grains.Abstractions.Files;

namespace Downstream.Grains.Origins;

/// <summary>A file could not be had from its origin.</summary>
/// <remarks>The message never holds a URL, which may carry credentials.</remarks>
public sealed class OriginException : Exception
{
    public OriginException(string code, bool mayPass, string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        MayPass = mayPass;
        RetryAfter = retryAfter;
    }

    /// <summary>One of <see cref="FileErrors"/>.</summary>
    public string Code { get; }

    /// <summary>Whether trying again can help.</summary>
    public bool MayPass { get; }

    /// <summary>How long the origin asked to wait before the next try.</summary>
    public TimeSpan? RetryAfter { get; }
}
