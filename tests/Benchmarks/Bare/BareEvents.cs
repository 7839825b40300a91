using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Downstream.Benchmarks.Bare;

/// <summary>One loop that writes each event to every open stream; one that still has the last on its way is left out.</summary>
internal sealed class BareEvents(TimeProvider time, int intervalMs, int eventBytes)
{
    private readonly ConcurrentQueue<Stream> _opened = new();
    private readonly List<Stream> _streams = [];

    public async Task ServeAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.StartAsync();
        await context.Response.BodyWriter.WriteAsync("retry: 2000\n: bare events\n\n"u8.ToArray());
        var stream = new Stream(context.Response.BodyWriter);
        _opened.Enqueue(stream);
        using var gone = context.RequestAborted.UnsafeRegister(static s => ((Stream)s!).Gone.TrySetResult(), stream);
        await stream.Gone.Task;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (intervalMs < 0)
            return;

        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Max(1, intervalMs)), time);
        while (!cancellationToken.IsCancellationRequested)
        {
            while (_opened.TryDequeue(out var stream))
                _streams.Add(stream);

            // Without a pause only while somebody can take more.
            if (!Tell() || intervalMs > 0)
                await ticks.WaitForNextTickAsync(cancellationToken);
        }
    }

    private bool Tell()
    {
        var block = Compose();
        var told = false;
        _streams.RemoveAll(stream => stream.Gone.Task.IsCompleted);
        foreach (var stream in _streams)
        {
            if (stream.Flush.IsCompleted)
            {
                stream.Write(block);
                told = true;
            }
        }

        return told;
    }

    private byte[] Compose()
    {
        var now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var head = "event: progress\ndata: {\"pad\":\"";
        var tail = $"\",\"time\":\"{now}\"}}\n\n";
        return Encoding.ASCII.GetBytes(head + new string('x', Math.Max(0, eventBytes - head.Length - tail.Length)) + tail);
    }

    private sealed class Stream(PipeWriter body)
    {
        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Flush { get; private set; } = Task.CompletedTask;

        public void Write(byte[] block)
        {
            try
            {
                var flush = body.WriteAsync(block);
                Flush = flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
            }
            catch (InvalidOperationException)
            {
                // The response ended between two looks.
                Gone.TrySetResult();
            }
        }
    }
}
