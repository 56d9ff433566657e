using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ZmqNative.Interop;

namespace ZmqNative.Security;

/// <summary>Who an authenticator has let in, as libzmq attaches it to each message of the connection.</summary>
/// <param name="Name">The public key, the name of PLAIN, or the address.</param>
/// <param name="Mark">
/// With PLAIN, what distinguishes the password of the handshake from one that the name has later; of
/// no use to guess it by, except for who reads this process's memory, where its hash is. Otherwise null.
/// </param>
internal readonly record struct ZapUser(string Name, string? Mark)
{
    private const string NameProperty = "User-Id";
    private const string MarkProperty = "X-Password-Mark";
    private const int MarkLength = 8;

    /// <summary>Of the connection that a message came by; null when it was not authenticated.</summary>
    internal static ZapUser? Of(ZmqMessage received) =>
        received.Property(NameProperty) is { } name ? new(name, received.Property(MarkProperty)) : null;

    /// <summary>The mark of a password.</summary>
    internal static string MarkOf(byte[] passwordHash) =>
        Convert.ToHexStringLower(SHA256.HashData(passwordHash).AsSpan(..MarkLength));

    /// <summary>
    /// The metadata of an answer of ZAP:
    /// | length of the name, 1 | name | length of the value, 4, big-endian | value |.
    /// </summary>
    internal byte[] Metadata()
    {
        if (Mark is null)
        {
            return [];
        }
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, Mark.Length);
        byte[] name = Encoding.ASCII.GetBytes(MarkProperty), value = Encoding.ASCII.GetBytes(Mark);
        return [(byte)name.Length, .. name, .. length, .. value];
    }
}
