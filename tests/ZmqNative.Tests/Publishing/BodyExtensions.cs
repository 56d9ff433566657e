using System.Buffers;

namespace ZmqNative.Tests.Publishing;

internal static class BodyExtensions
{
    /// <summary>Room for a whole body, taken as filled.</summary>
    internal static Span<byte> Allocate(this IBufferWriter<byte> body, int length)
    {
        Span<byte> room = body.GetSpan(length)[..length];
        body.Advance(length);
        return room;
    }
}
