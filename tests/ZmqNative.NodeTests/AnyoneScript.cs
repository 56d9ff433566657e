using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ZmqNative.NodeTests;

/// <summary>
/// Scripts that anyone can satisfy, one for each era: between invalidations and restarts of a node. Blocks of one second that differ in
/// nothing else have the same hash, and one that was invalidated is not accepted again; paid to another script they differ.
/// </summary>
internal static class AnyoneScript
{
    /// <summary>Pushes four bytes that are not zero, which is true; the whole witness of an input.</summary>
    internal static byte[] Witness(int era)
    {
        byte[] script = [4, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(script.AsSpan(1), 0x5a000000 + era);
        return script;
    }

    /// <summary>P2WSH of it (BIP 141), which policy takes for standard.</summary>
    internal static byte[] Output(int era) => [0x00, 0x20, .. SHA256.HashData(Witness(era))];

    /// <summary>What RPC calls it.</summary>
    internal static string Descriptor(int era) => $"raw({Convert.ToHexStringLower(Output(era))})";
}
