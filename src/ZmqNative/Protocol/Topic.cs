using System.Text;
using ZmqNative.Interop;

namespace ZmqNative.Protocol;

/// <summary>The first part of a notification: ASCII, no terminator. Subscribers match it by prefix (Core: MSG_HASHBLOCK and others).</summary>
/// <remarks>Its bytes stay in native memory for the life of the process: make topics once, in static fields. Any thread.</remarks>
public sealed class Topic
{
    /// <summary>Makes a topic of your own; the five of Core are ready-made.</summary>
    /// <param name="name">The topic as it appears on the wire.</param>
    public Topic(string name)
    {
        Name = name;
        Constant = new ZmqConstant(Encoding.ASCII.GetBytes(name));
    }

    /// <summary><c>hashblock</c>: body is the block hash, reversed, 32 bytes.</summary>
    public static Topic HashBlock { get; } = new("hashblock");

    /// <summary><c>hashtx</c>: body is the txid, reversed, 32 bytes.</summary>
    public static Topic HashTransaction { get; } = new("hashtx");

    /// <summary><c>rawblock</c>: body is the serialised block with witness.</summary>
    public static Topic RawBlock { get; } = new("rawblock");

    /// <summary><c>rawtx</c>: body is the serialised transaction with witness.</summary>
    public static Topic RawTransaction { get; } = new("rawtx");

    /// <summary><c>sequence</c>: body is laid out in <see cref="SequenceBody"/>.</summary>
    public static Topic Sequence { get; } = new("sequence");

    /// <summary>The topic as text.</summary>
    public string Name { get; }

    internal ZmqConstant Constant { get; }

    /// <summary>The topic as text.</summary>
    public override string ToString() => Name;
}
