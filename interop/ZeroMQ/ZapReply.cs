using System.Buffers.Binary;
using System.Text;
using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>The reply of an authenticator (ZAP 1.0, RFC 27).</summary>
internal sealed record ZapReply(
    int Status, string Text, string User = "", IReadOnlyDictionary<string, string> MetaData = null)
{
    internal static ZapReply Accept(string user, IReadOnlyDictionary<string, string> metaData = null) =>
        new(200, "OK", user, metaData);

    internal static ZapReply Refuse(string why) => new(400, why);

    internal void Send(ZmqSocket socket, byte[] requestId)
    {
        byte[][] parts =
        [
            "1.0"u8.ToArray(), requestId, Encoding.UTF8.GetBytes($"{Status}"),
            Encoding.UTF8.GetBytes(Text), Encoding.UTF8.GetBytes(User),
        ];
        foreach (byte[] part in parts)
        {
            _ = socket.Send(part, more: true);
        }
        _ = socket.Send(FormatMetaData());
    }

    // The format is ZMTP's: a byte with the length of the name, the name, four bytes with the
    // length of the value (network byte order), the value.
    private byte[] FormatMetaData()
    {
        List<byte> bytes = [];
        foreach ((string name, string value) in MetaData ?? new Dictionary<string, string>())
        {
            byte[] nameBytes = Encoding.UTF8.GetBytes(name), valueBytes = Encoding.UTF8.GetBytes(value);
            byte[] length = new byte[sizeof(int)];
            // The format has no room for a longer name.
            if (nameBytes.Length is > 0 and <= byte.MaxValue)
            {
                BinaryPrimitives.WriteInt32BigEndian(length, valueBytes.Length);
                bytes.AddRange([(byte)nameBytes.Length, .. nameBytes, .. length, .. valueBytes]);
            }
        }
        return [.. bytes];
    }
}
