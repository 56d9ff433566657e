using System.Globalization;
using System.Text;

namespace ZmqNative.JetStream;

/// <summary>
/// The subjects: <c>bitcoin.CHAIN.TOPIC</c>. What cannot stand in a token of a subject is written as
/// <c>%</c> and two hex digits, because the server takes wildcards in a publish.
/// </summary>
internal static class Subjects
{
    /// <summary>The subject of a topic, or a pattern of subjects.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="token">A topic's token, or a wildcard.</param>
    internal static string Of(string chain, string token) => $"bitcoin.{chain}.{token}";

    /// <summary>The topic's token.</summary>
    internal static string Escape(string topic)
    {
        StringBuilder token = new();
        foreach (char one in topic)
        {
            _ = char.IsAsciiLetterOrDigit(one) || one is '_' or '-'
                ? token.Append(one) : token.Append(CultureInfo.InvariantCulture, $"%{(int)one:X2}");
        }
        return token.ToString();
    }

    /// <summary>The topic of a subject.</summary>
    internal static string Topic(string subject) => Uri.UnescapeDataString(subject[(subject.LastIndexOf('.') + 1)..]);
}
