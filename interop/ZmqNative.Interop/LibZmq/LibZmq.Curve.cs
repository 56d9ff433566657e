using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// zmq.h, "Encryption functions". Text is Z85 with a terminating zero; a key has 40 characters.
internal static unsafe partial class LibZmq
{
    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_curve_keypair(byte* publicKey, byte* secretKey);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int zmq_curve_public(byte* publicKey, byte* secretKey);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* zmq_z85_encode(byte* text, byte* bytes, nuint size);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* zmq_z85_decode(byte* bytes, byte* text);
}
