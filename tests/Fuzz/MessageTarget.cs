using System.Buffers.Binary;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Link;
using ZmqNative.Protocol;
using ZmqNative.Subscribing;

namespace ZmqNative.Fuzz;

/// <summary>
/// Messages of any parts, over a real socket: received, checked and parsed as those of a link are,
/// which is what a subscriber does, too.
/// </summary>
internal static class MessageTarget
{
    private const int MostParts = 24;

    private static readonly ZmqContext s_context = new();
    private static readonly ZmqSocket s_sender = new(s_context, ZmqSocketType.Pair);
    private static readonly ZmqSocket s_receiver = Connect();
    private static readonly IncomingMessage s_message = new();

    internal static void Take(byte[] input)
    {
        List<byte[]> parts = Input.Parts(input, MostParts);
        if (parts.Count == 0)
        {
            return;
        }
        for (int i = 0; i < parts.Count; i++)
        {
            Property.Holds(s_sender.Send(parts[i], more: i < parts.Count - 1), "a part was not sent");
        }
        Property.Holds(s_message.TryReceive(s_receiver), "the message was not received");
        Property.Holds(s_message.Count == parts.Count, $"{parts.Count} parts were received as {s_message.Count}");
        Property.Holds(s_message.Bytes == parts.Sum(part => (long)part.Length), "bytes were counted wrongly");
        Property.Holds(
            s_message.CopyLengths().SequenceEqual(parts.Take(IncomingMessage.MaximumLengths).Select(part => part.Length)),
            "lengths were noted wrongly");
        LinkReader reader = new("tcp://127.0.0.1:1", capacity: 1, _ => { });
        Property.Holds(reader.Take(s_message), "the credit was not enough");
        Property.Holds(reader.Items.TryRead(out StreamItem? item), "nothing came of it");
        Check(item!, parts);
        Property.Holds(!reader.Items.TryRead(out _), "two items came of it");
    }

    // What was parsed gives the bytes again.
    private static void Check(StreamItem item, List<byte[]> parts)
    {
        byte[] body = parts.Count > 1 ? parts[1] : [];
        byte[] expected = body;
        switch (item)
        {
            case Malformed malformed:
                Property.Holds(malformed.Reason.Length > 0, "no reason was given");
                return;
            case HashBlock hash:
                expected = Reversed(hash.Hash);
                break;
            case HashTransaction hash:
                expected = Reversed(hash.TxId);
                break;
            case BlockConnected connected:
                expected = Sequence(connected.Hash, SequenceLabel.BlockConnect);
                break;
            case BlockDisconnected disconnected:
                expected = Sequence(disconnected.Hash, SequenceLabel.BlockDisconnect);
                break;
            case TransactionAdded added:
                expected = Sequence(added.TxId, SequenceLabel.TransactionAcceptance, added.MempoolSequence);
                break;
            case TransactionRemoved removed:
                expected = Sequence(removed.TxId, SequenceLabel.TransactionRemoval, removed.MempoolSequence);
                break;
            case RawBlock raw:
                expected = raw.Body.ToArray();
                break;
            case RawTransaction raw:
                expected = raw.Body.ToArray();
                break;
            case OtherNotification other:
                expected = other.Body.ToArray();
                break;
            default:
                Property.Holds(false, $"a message became a {item.GetType().Name}");
                break;
        }
        Property.Holds(expected.AsSpan().SequenceEqual(body), $"a {item.GetType().Name} has other bytes than came");
        uint? number = parts.Count > 2 && parts[2].Length == sizeof(uint)
            ? BinaryPrimitives.ReadUInt32LittleEndian(parts[2]) : null;
        Property.Holds(((Notification)item).MessageSequence == number, "the message sequence is another");
    }

    private static byte[] Reversed(Hash256 hash)
    {
        byte[] bytes = new byte[Hash256.Length];
        hash.CopyReversedTo(bytes);
        return bytes;
    }

    private static byte[] Sequence(Hash256 hash, SequenceLabel label, ulong? sequence = null)
    {
        byte[] bytes = new byte[sequence is null ? SequenceBody.BlockLength : SequenceBody.TransactionLength];
        if (sequence is { } number)
        {
            SequenceBody.Write(bytes, hash, label, number);
        }
        else
        {
            SequenceBody.Write(bytes, hash, label);
        }
        return bytes;
    }

    private static ZmqSocket Connect()
    {
        const string Endpoint = "inproc://fuzz";
        ZmqSocket receiver = new(s_context, ZmqSocketType.Pair);
        s_sender.Bind(Endpoint);
        receiver.Connect(Endpoint);
        return receiver;
    }
}
