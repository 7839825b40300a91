namespace Downstream.Grains.Storage;

/// <summary>The object store could not be reached or could not do it now; the same call may succeed later.</summary>
public sealed class ObjectStoreUnavailableException : Exception
{
    public ObjectStoreUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
