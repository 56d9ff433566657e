using System.Security.Cryptography;
using ZmqNative.Bitcoin;

namespace ZmqNative.Tests.Bitcoin;

/// <summary>Messages that share lanes, against the base library.</summary>
public class Sha256BatchTests
{
    private static readonly Random _random = new(1);

    [Test]
    public void Every_length_around_the_borders_of_blocks_is_padded_rightly([Values(1, 5, 16, 40)] int ofEach)
    {
        for (int length = 0; length <= 200; length++)
        {
            byte[][] messages = [.. Enumerable.Repeat(length, ofEach).Select(Message)];
            Check(new Sha256Batch(ofEach), messages);
        }
    }

    [Test]
    public void Messages_of_any_lengths_get_their_own_hashes([Values(1, 2, 3, 7, 8, 9, 15, 16, 17, 33, 100)] int count)
    {
        Sha256Batch batch = new(count);
        for (int i = 0; i < 50; i++)
        {
            // Mostly as long as a transaction, some so long that they are hashed alone, or not even copied.
            byte[][] messages = [.. Enumerable.Range(0, count).Select(_ => Message(_random.Next(10) == 0 ? _random.Next(10_000) : _random.Next(600)))];
            Check(batch, messages);
            batch.Clear();
        }
    }

    [Test]
    public void A_lane_takes_the_next_message_as_often_as_there_is_one()
    {
        byte[][] messages = [.. Enumerable.Range(0, 500).Select(Message)];
        byte[] memory = new byte[messages.Sum(message => PaddedMessage.BlocksOf(message.Length) * PaddedMessage.BlockLength)];
        List<PaddedMessage> padded = [];
        int start = 0;
        foreach (byte[] message in messages)
        {
            Span<byte> blocks = memory.AsSpan(start, PaddedMessage.BlocksOf(message.Length) * PaddedMessage.BlockLength);
            message.CopyTo(blocks);
            PaddedMessage.Pad(blocks, message.Length);
            padded.Add(new PaddedMessage(padded.Count, start, message.Length));
            start += blocks.Length;
        }
        foreach (int count in new[] { 0, 1, 3, 20, 500 })
        {
            // As they come, not the longest first.
            Hash256[] hashes = new Hash256[500];
            Sha256Lanes.Hash(memory, padded.ToArray().AsSpan(0, count), hashes);
            Assert.That(hashes.Take(count), Is.EqualTo(messages.Take(count).Select(Expected)));
            Assert.That(hashes.Skip(count), Is.All.EqualTo(default(Hash256)));
        }
    }

    [Test]
    public void A_message_in_parts_is_one_message([Values(0, 50, 3000, 9000)] int length)
    {
        byte[] message = Message(length + 2);
        Sha256Batch batch = new(2);
        batch.Add(message.AsSpan(0, 1), message.AsSpan(1, length), message.AsSpan(length + 1));
        batch.Add(message.AsSpan(0, 1), message.AsSpan(1));
        batch.HashOnce();
        Assert.That(batch.Hashes.ToArray(), Is.All.EqualTo(Expected(message)));
    }

    [Test]
    public void Hashes_given_away_leave_it_empty()
    {
        byte[][] messages = [Message(100), Message(5000), Message(300)];
        Sha256Batch batch = new(3);
        Array.ForEach(messages, message => batch.Add(message));
        Hash256[] hashes = new Hash256[4];
        Assert.Multiple(() =>
        {
            Assert.That(batch.IsFull);
            Assert.That(batch.MoveTo(hashes), Is.EqualTo(3));
            Assert.That(hashes, Is.EqualTo((Hash256[])[.. messages.Select(Expected), default]));
            Assert.That(batch.Count, Is.Zero);
            Assert.That(batch.MoveTo([]), Is.Zero);
        });
    }

    private static void Check(Sha256Batch batch, byte[][] messages)
    {
        Array.ForEach(messages, message => batch.Add(message));
        batch.HashOnce();
        Assert.That(batch.Hashes.ToArray(), Is.EqualTo(messages.Select(Expected)));
    }

    private static Hash256 Expected(byte[] message) => new(SHA256.HashData(message));

    private static byte[] Message(int length)
    {
        byte[] message = new byte[length];
        _random.NextBytes(message);
        return message;
    }
}
