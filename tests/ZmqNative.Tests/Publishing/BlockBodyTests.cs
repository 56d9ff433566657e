using System.Buffers;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>However a node's block reader writes, what is sent is what it wrote.</summary>
public sealed class BlockBodyTests
{
    private static readonly byte[] s_bytes = [.. Enumerable.Range(0, 10_000).Select(i => (byte)(i * 7))];

    private static readonly Dictionary<string, Action<IBufferWriter<byte>>> s_ways = new()
    {
        ["all at once"] = body =>
        {
            s_bytes.CopyTo(body.GetSpan(s_bytes.Length));
            body.Advance(s_bytes.Length);
        },
        ["with too much room"] = body =>
        {
            s_bytes.CopyTo(body.GetSpan(100_000));
            body.Advance(s_bytes.Length);
        },
        ["in pieces"] = body =>
        {
            foreach (byte[] piece in s_bytes.Chunk(999))
            {
                piece.CopyTo(body.GetMemory(piece.Length));
                body.Advance(piece.Length);
            }
        },
        ["in one room and then pieces"] = body =>
        {
            s_bytes.AsSpan(0, 5000).CopyTo(body.GetSpan(6000));
            body.Advance(5000);
            body.Write(s_bytes.AsSpan(5000));
        },
        ["with the base library's Write"] = body => body.Write(s_bytes),
        ["as memory that stays as it is"] = body => BlockBody.Write(body, s_bytes),
        ["a piece, and memory that stays as it is"] = body =>
        {
            body.Write(s_bytes.AsSpan(0, 3));
            BlockBody.Write(body, s_bytes.AsMemory(3));
        },
    };

    private static IEnumerable<string> Ways => s_ways.Keys;

    [TestCaseSource(nameof(Ways))]
    public void Every_way_of_writing_gives_the_same_bytes(string way)
    {
        using BlockBody body = new();
        for (int i = 0; i < 3; i++)
        {
            s_ways[way](body);
            Assert.That(body.Finish().ToArray(), Is.EqualTo(s_bytes));
            body.Clear();
            Assert.That(body.Finish().Length, Is.Zero);
        }
    }

    [Test]
    public void More_than_there_is_room_for_cannot_be_written()
    {
        using BlockBody body = new();
        _ = body.GetSpan(10);
        Assert.That(() => body.Advance(11), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => body.Advance(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
