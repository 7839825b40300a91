namespace Downstream.Grains.Abstractions.Callers;

/// <summary>Names of callers that mean something.</summary>
public static class CallerNames
{
    /// <summary>Everybody who gives no name. They share a list, but not a limit: that is counted by address.</summary>
    public const string Anonymous = "anonymous";
}
