using Microsoft.AspNetCore.Connections;

namespace Downstream.Gateway.Events.HandOver;

/// <summary>Takes a connection over from the server.</summary>
internal interface IConnectionHeir
{
    /// <summary>Has the connection until this returns; it is closed then. Called once, also when the connection broke meanwhile.</summary>
    Task InheritAsync(ConnectionContext connection);
}
