using System.Buffers;
using System.Text.Json;
using NATS.Client.Core;

namespace ZmqNative.JetStream;

/// <summary>The server's answer to a publish.</summary>
/// <param name="Sequence">Where the message is in the stream; 0 when it was refused.</param>
/// <param name="Error">The server's number for the reason; 0 when it was stored.</param>
/// <param name="Reason">The server's words for it.</param>
internal readonly record struct PublishAck(ulong Sequence, int Error, string? Reason)
{
    // The expected last id, or the expected last sequence, is not the stream's.
    private const int WrongLastId = 10070;
    private const int WrongLastSequence = 10071;

    /// <summary>Whether a refused message was not the next one of the stream.</summary>
    internal static bool IsOutOfOrder(int error) => error is WrongLastId or WrongLastSequence;

    internal static INatsDeserialize<PublishAck> Deserializer { get; } = new Reader();

    private sealed class Reader : INatsDeserialize<PublishAck>
    {
        public PublishAck Deserialize(in ReadOnlySequence<byte> buffer)
        {
            (ulong sequence, int error, string? reason) = (0, 0, null);
            if (buffer.IsEmpty)
            {
                return default;
            }
            Utf8JsonReader json = new(buffer);
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }
                if (json.ValueTextEquals("seq"u8) && json.Read())
                {
                    sequence = json.GetUInt64();
                }
                else if (json.ValueTextEquals("err_code"u8) && json.Read())
                {
                    error = json.GetInt32();
                }
                else if (json.ValueTextEquals("description"u8) && json.Read())
                {
                    reason = json.GetString();
                }
            }
            return new(error == 0 ? sequence : 0, error, reason);
        }
    }
}
