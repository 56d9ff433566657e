using System.Text;
using ZmqNative.Interop;

namespace ZmqNative.Work;

/// <summary>The messages between broker and worker, as docs/work-protocol.md has them.</summary>
internal static class WorkProtocol
{
    /// <summary>The longest reason that is sent or shown, in characters.</summary>
    internal const int LongestReason = 1000;

    internal static ReadOnlySpan<byte> Version => "1"u8;

    // From the worker.
    internal static ReadOnlySpan<byte> Ready => "READY"u8;

    internal static ReadOnlySpan<byte> Done => "DONE"u8;

    internal static ReadOnlySpan<byte> Failed => "FAILED"u8;

    // From the broker.
    internal static ReadOnlySpan<byte> Task => "TASK"u8;

    internal static ReadOnlySpan<byte> Refused => "REFUSED"u8;

    // From both.
    internal static ReadOnlySpan<byte> Heartbeat => "HEARTBEAT"u8;

    internal static ReadOnlySpan<byte> Bye => "BYE"u8;

    internal static ZmqMessage Part(ReadOnlySpan<byte> bytes)
    {
        ZmqMessage part = new();
        part.CopyFrom(bytes);
        return part;
    }

    /// <summary>A part whose bytes are not copied if there are many.</summary>
    internal static ZmqMessage Part(ReadOnlyMemory<byte> bytes)
    {
        ZmqMessage part = new();
        part.Adopt(bytes);
        return part;
    }

    /// <summary>A sentence that somebody else wrote, of bounded length.</summary>
    internal static string Sentence(ReadOnlySpan<byte> text) =>
        Shorten(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 4 * LongestReason)]));

    internal static string Shorten(string text) => text.Length <= LongestReason ? text : text[..LongestReason];

    /// <summary>Sends a message and disposes of its parts; never waits.</summary>
    /// <returns>False when the peer is not there, or does not take it.</returns>
    internal static bool Send(ZmqSocket socket, params ReadOnlySpan<ZmqMessage> parts) =>
        Send(socket, TimeSpan.Zero, parts);

    /// <summary>As above, waiting for room.</summary>
    internal static bool Send(ZmqSocket socket, TimeSpan timeout, params ReadOnlySpan<ZmqMessage> parts)
    {
        try
        {
            return socket.Send(parts, timeout);
        }
        catch (ZmqException exception) when (exception.ErrorName is "EHOSTUNREACH")
        {
            return false;
        }
        finally
        {
            foreach (ZmqMessage part in parts)
            {
                part.Dispose();
            }
        }
    }
}
