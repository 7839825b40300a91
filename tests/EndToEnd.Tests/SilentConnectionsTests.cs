using System.Net;
using System.Net.Sockets;
using System.Text;
using Downstream.EndToEnd.Tests.Running;
using Downstream.Testing.Processes;

namespace Downstream.EndToEnd.Tests;

/// <summary>Many addresses that together hold more connections than the process has file descriptors for, and say nothing.</summary>
public sealed class SilentConnectionsTests
{
    private const int Descriptors = 700;
    private const int Addresses = 8;
    private const int PerAddress = 150;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_process_lives_through_them_and_answers_once_they_were_silent_for_too_long()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no other addresses of loopback, or no descriptor limit to read.");
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var gateway = new RunningGateway(new GatewayProcess { Descriptors = Descriptors });
        await gateway.Process.StartAsync(cancellationToken);

        var silent = new List<Socket>();
        try
        {
            for (var i = 0; i < Addresses * PerAddress; i++)
                silent.Add(await ConnectAsync(IPAddress.Parse($"127.0.1.{1 + (i % Addresses)}"), gateway.Process.Port, cancellationToken));

            await Poll.UntilAsync(() => AnswersAsync(gateway, cancellationToken), Poll.Limit, cancellationToken, () => $"no answer\n{gateway.Process.Output}");
            Assert.False(gateway.Process.HasExited);
            Assert.Contains("MAX_STREAMS", gateway.Process.Output.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            silent.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task<Socket> ConnectAsync(IPAddress from, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // Closed at once, or not taken: a server that is full may do either.
        }

        return socket;
    }

    private static async Task<bool> AnswersAsync(RunningGateway gateway, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = await ConnectAsync(IPAddress.Parse("127.0.2.1"), gateway.Process.Port, cancellationToken);
            await using var stream = new NetworkStream(socket);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(AnswerLimit);
            await stream.WriteAsync("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), limit.Token);
            using var answer = new StreamReader(stream, Encoding.ASCII);
            return await answer.ReadLineAsync(limit.Token) is { } line && line.Contains("200", StringComparison.Ordinal);
        }
        catch (Exception refused) when (refused is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
