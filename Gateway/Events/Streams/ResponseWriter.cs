using System.Buffers;
using System.IO.Pipelines;

namespace Downstream.Gateway.Events.Streams;

/// <summary>Writes into a response, for as long as its request lasts.</summary>
internal sealed class ResponseWriter(HttpContext context) : EventStreamWriter(context.Response.BodyWriter)
{
    public override CancellationToken Gone => context.RequestAborted;

    public override void Abort() => context.Abort();

    protected override void Write(PipeWriter body, ReadOnlySpan<byte> bytes) => body.Write(bytes);
}
