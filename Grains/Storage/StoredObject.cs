namespace Downstream.Grains.Storage;

/// <summary>What the store says of an object.</summary>
/// <param name="Size">Its bytes.</param>
/// <param name="UsedAt">When it was stored, or last renewed.</param>
public readonly record struct StoredObject(long Size, DateTimeOffset UsedAt);
