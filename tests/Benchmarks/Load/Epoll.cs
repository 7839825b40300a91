using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Downstream.Benchmarks.Load;

/// <summary>
/// Linux's epoll, recv and send without anything between: a load generator on the same cores must not cost more than
/// what it measures. One thread waits; sockets can be added from another.
/// </summary>
internal sealed class Epoll : IDisposable
{
    private const int Add = 1;
    private const int Readable = 1;
    private const int WouldBlock = 11;
    private const int Interrupted = 4;
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int BatchSize = 512;

    /// <summary>The size of the kernel's epoll_event, and where its data is in it: packed on x64 only.</summary>
    private static readonly (int Size, int Data) Layout = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? (12, 4) : (16, 8);

    private readonly byte[] _ready = new byte[BatchSize * Layout.Size];
    private readonly int _descriptor = Checked(EpollCreate(0));

    public void Watch(int socket, int token)
    {
        Span<byte> interest = stackalloc byte[16];
        interest.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(interest, Readable);
        BinaryPrimitives.WriteInt32LittleEndian(interest[Layout.Data..], token);
        Checked(EpollControl(_descriptor, Add, socket, ref MemoryMarshal.GetReference(interest)));
    }

    /// <summary>Waits for sockets that can be read or are closed.</summary>
    /// <returns>How many; their tokens are at <see cref="Token"/>.</returns>
    public int Wait(int milliseconds)
    {
        var count = EpollWait(_descriptor, ref _ready[0], BatchSize, milliseconds);
        return count >= 0 ? count : Marshal.GetLastPInvokeError() == Interrupted ? 0 : Checked(count);
    }

    public int Token(int index) => BinaryPrimitives.ReadInt32LittleEndian(_ready.AsSpan((index * Layout.Size) + Layout.Data));

    /// <summary>Reads what is there; 0 at the end of the connection, negative when there is nothing yet.</summary>
    public static int Receive(int socket, Span<byte> buffer)
    {
        var count = Recv(socket, ref MemoryMarshal.GetReference(buffer), buffer.Length, DontWait);
        if (count >= 0)
            return (int)count;

        return Marshal.GetLastPInvokeError() is WouldBlock or Interrupted ? -1 : 0;
    }

    /// <summary>Sends all of a small message; false when the connection is broken.</summary>
    public static bool TrySend(int socket, ReadOnlySpan<byte> message) =>
        Send(socket, ref MemoryMarshal.GetReference(message), message.Length, NoSignal) == message.Length;

    public void Dispose() => _ = Close(_descriptor);

    private static int Checked(int result) => result >= 0
        ? result
        : throw new InvalidOperationException($"A call of epoll failed with error {Marshal.GetLastPInvokeError()}.");

    [DllImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EpollCreate(int flags);

    [DllImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EpollControl(int epoll, int operation, int socket, ref byte interest);

    [DllImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EpollWait(int epoll, ref byte ready, int count, int milliseconds);

    [DllImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Recv(int socket, ref byte buffer, nint length, int flags);

    [DllImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Send(int socket, ref readonly byte message, nint length, int flags);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
