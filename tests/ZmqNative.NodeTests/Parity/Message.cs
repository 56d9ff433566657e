using System.Security.Cryptography;
using ZmqNative.Bitcoin;

namespace ZmqNative.NodeTests.Parity;

/// <summary>A message as it came: a body is hex, and a long one its hash, so that a difference can be read.</summary>
internal sealed record Message(string Topic, string Body, uint Counter)
{
    private const int LongestShown = 100, Header = 80;

    private Hash256 Block { get; init; }

    internal static Message Of(byte[][] parts)
    {
        Assert.That(parts, Has.Length.EqualTo(3));
        Assert.That(parts[2], Has.Length.EqualTo(4));
        string topic = System.Text.Encoding.ASCII.GetString(parts[0]);
        string body = parts[1].Length > LongestShown ? $"{parts[1].Length} bytes, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(parts[1]))}" : Convert.ToHexStringLower(parts[1]);
        return new Message(topic, body, BitConverter.ToUInt32(parts[2]))
        {
            Block = topic == "rawblock" ? new Hash256(SHA256.HashData(SHA256.HashData(parts[1].AsSpan(0, Header)))) : default,
        };
    }

    /// <summary>Whether it is this block, whole.</summary>
    internal bool IsRawBlock(Hash256 hash) => Block == hash && Topic == "rawblock";
}
