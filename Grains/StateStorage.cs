namespace Downstream.Grains;

/// <summary>The name of the grain storage provider that holds the state of every grain.</summary>
public static class StateStorage
{
    public const string Name = "state";
}
