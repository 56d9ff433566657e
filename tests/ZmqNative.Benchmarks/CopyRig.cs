using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZmqNative.Interop;
using ZmqNative.Protocol;

namespace ZmqNative.Benchmarks;

/// <summary>The two things ZmqMessage.Adopt can do with an array, at lengths where it would do the other as well: copy it, or pin it and have libzmq call back.</summary>
internal sealed unsafe class CopyRig : IDisposable
{
    private readonly ZmqContext _context = new();
    private readonly ZmqMessage _body = new();
    private readonly ZmqSocket _socket;
    private readonly byte[] _bytes;

    /// <summary>Binds.</summary>
    /// <param name="bytes">What is published.</param>
    internal CopyRig(byte[] bytes)
    {
        _bytes = bytes;
        _socket = new(_context, ZmqSocketType.Publish) { SendHighWatermark = 0 };
        _socket.Bind("tcp://127.0.0.1:*");
    }

    /// <summary>Where a subscriber connects to.</summary>
    internal string[] Endpoints => [_socket.LastEndpoint];

    internal Contestant Copied => Way("copied", () => _bytes.CopyTo(_body.Allocate(_bytes.Length)));

    internal Contestant GivenAway => Way("given away", () =>
    {
        GCHandle pin = GCHandle.Alloc(_bytes, GCHandleType.Pinned);
        _ = LibZmq.zmq_msg_init_data((LibZmq.zmq_msg_t*)_body.DangerousGetHandle(), (void*)pin.AddrOfPinnedObject(), (nuint)_bytes.Length, &Release, (void*)GCHandle.ToIntPtr(pin));
    });

    public void Dispose()
    {
        _socket.Dispose();
        _body.Dispose();
        _context.Dispose();
    }

    // As a notifier of blocks sends it.
    private Contestant Way(string name, Action fill) => new(name, count =>
    {
        for (int i = 0; i < count; i++)
        {
            fill();
            _ = _socket.Send(Topic.RawBlock.Constant, _body, [0, 0, 0, 0], out _);
            _body.Clear();
        }
    });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(void* data, void* hint) => GCHandle.FromIntPtr((nint)hint).Free();
}
