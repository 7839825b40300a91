using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Downstream.Gateway.Events.HandOver;

/// <summary>
/// Stands between the server and a connection, so that a response can go on after its request has returned: what is
/// kept for a request weighs more than the connection does. Once an heir is named, the server's own end of the response
/// goes nowhere, and the heir has the connection when the server is through with it.
/// </summary>
internal sealed class ConnectionHandOver : PipeWriter, IDuplexPipe, IConnectionHeartbeatFeature
{
    /// <summary>What the server writes to once it does not have the connection any more; nobody reads it.</summary>
    private static readonly byte[] Nowhere = new byte[4096];

    private readonly IConnectionHeartbeatFeature? _heartbeat;
    private readonly PipeWriter _output;

    // The server's connection object. The transport keeps what is to be called for as long as the connection is open:
    // were that not this, it would keep all of the request too.
    private Heartbeat? _beat;
    private volatile IConnectionHeir? _heir;

    private ConnectionHandOver(ConnectionContext connection)
    {
        _heartbeat = connection.Features.Get<IConnectionHeartbeatFeature>();
        _output = connection.Transport.Output;
        Input = new Reader(this, connection.Transport.Input);
    }

    public PipeReader Input { get; }

    public PipeWriter Output => this;

    public override bool CanGetUnflushedBytes => _output.CanGetUnflushedBytes;

    public override long UnflushedBytes => IsOver ? 0 : _output.UnflushedBytes;

    private bool IsOver => _heir is not null;

    /// <summary>What hands the request's connection over; null where that cannot be: it has to be one of HTTP/1.1, without a body to read.</summary>
    public static ConnectionHandOver? Of(HttpContext context) =>
        HttpProtocol.IsHttp11(context.Request.Protocol) && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }
            ? context.Features.Get<IConnectionHeartbeatFeature>() as ConnectionHandOver
            : null;

    /// <summary>Serves a connection, and then lets who inherits it have it.</summary>
    public static async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        var handOver = new ConnectionHandOver(connection);
        connection.Transport = handOver;
        connection.Features.Set<IConnectionHeartbeatFeature>(handOver);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
            handOver._beat = null;
            if (handOver._heir is { } heir)
                await heir.InheritAsync(connection);
        }
    }

    /// <summary>Names who has the connection after this request. The head, which has to say that the connection ends, is flushed by now.</summary>
    public void To(IConnectionHeir heir) => _heir = heir;

    /// <inheritdoc/>
    public void OnHeartbeat(Action<object> action, object state)
    {
        _beat = new Heartbeat(action, state);
        _heartbeat?.OnHeartbeat(static handOver => ((ConnectionHandOver)handOver).Beat(), this);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => IsOver ? Scratch(sizeHint) : _output.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => IsOver ? Scratch(sizeHint) : _output.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (!IsOver)
            _output.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        IsOver ? default : _output.FlushAsync(cancellationToken);

    public override void CancelPendingFlush()
    {
        if (!IsOver)
            _output.CancelPendingFlush();
    }

    public override void Complete(Exception? exception = null)
    {
        if (!IsOver)
            _output.Complete(exception);
    }

    private void Beat()
    {
        if (_beat is { } beat)
            beat.Action(beat.State);
    }

    private static byte[] Scratch(int size) => size <= Nowhere.Length ? Nowhere : new byte[size];

    private sealed record Heartbeat(Action<object> Action, object State);

    private sealed class Reader(ConnectionHandOver handOver, PipeReader input) : PipeReader
    {
        public override bool TryRead(out ReadResult result) => input.TryRead(out result);

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => input.ReadAsync(cancellationToken);

        public override void AdvanceTo(SequencePosition consumed) => input.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => input.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => input.CancelPendingRead();

        public override void Complete(Exception? exception = null)
        {
            if (!handOver.IsOver)
                input.Complete(exception);
        }
    }
}
