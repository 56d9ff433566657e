using System.Security.Cryptography;
using NetMQ;

namespace ZmqNative.IntegrationTests;

/// <summary>A notification in the words of messages.jsonl; a large body is told by its hash and length, so that a difference stays readable.</summary>
internal sealed record Notification(string Topic, string Body, string? Sequence)
{
    private const int LongestShown = 4096;

    internal static Notification Of(NetMQMessage message)
    {
        byte[] body = message[1].ToByteArray();
        string text = body.Length > LongestShown ? Long(Convert.ToHexStringLower(SHA256.HashData(body)), body.Length) : Convert.ToHexStringLower(body);
        string shape = message.FrameCount == 3 ? string.Empty : $" in {message.FrameCount} frames";
        return new Notification(message[0].ConvertToString() + shape, text, Convert.ToHexStringLower(message.Last.ToByteArray()));
    }

    internal static string Long(string sha256, int length) => $"{length} bytes, SHA-256 {sha256}";
}
