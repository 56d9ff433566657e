using NBitcoin;
using ZmqNative.Bitcoin;
using ZmqNative.NBitcoin;
using ZmqNative.Subscribing;
using ZmqNative.Testing;
using ZmqNative.Tests.Bitcoin;
using Block = NBitcoin.Block;
using Transaction = NBitcoin.Transaction;

namespace ZmqNative.Tests.NBitcoin;

/// <summary>What a user of the package calls, and what it says of bytes that are neither a block nor a transaction.</summary>
public sealed class ConversionTests
{
    private const string Genesis = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private readonly byte[] _block = RealBlocks.Read(RealBlocks.WithSegwit);

    private byte[] RawTransaction => ZmqNative.Bitcoin.Block.Parse(_block).Transactions[1].Raw.ToArray();

    [Test]
    public void A_hash_has_the_same_text_and_the_same_bytes_on_both_sides()
    {
        Hash256 ours = Hash256.Parse(Genesis);
        uint256 theirs = ours.ToNBitcoin();
        Assert.That(theirs.ToString(), Is.EqualTo(Genesis));
        Assert.That(theirs, Is.EqualTo(Network.Main.GenesisHash));
        Assert.That(theirs.ToBytes(), Is.EqualTo(ours.Span.ToArray()));
        Assert.That(theirs.ToHash256(), Is.EqualTo(ours));
        Assert.That(uint256.One.ToHash256().ToString(), Is.EqualTo(new string('0', 63) + "1"));
        Assert.That(default(Hash256).ToNBitcoin(), Is.EqualTo(uint256.Zero));
    }

    [Test]
    public void A_block_and_a_transaction_come_back_as_the_same_bytes()
    {
        Block block = NBitcoinConversions.ReadBlock(_block, Network.Main);
        Assert.That(block.ToBytes(), Is.EqualTo(_block));
        ZmqNative.Bitcoin.Block ours = block.ToZmqNative();
        Assert.That(ours.Hash.ToNBitcoin(), Is.EqualTo(block.GetHash()));
        Assert.That(ours.Transactions.Length, Is.EqualTo(block.Transactions.Count));
        ZmqNative.Bitcoin.Transaction first = ours.Transactions[^1];
        Transaction theirs = first.ToNBitcoin(Network.Main);
        Assert.That(theirs.GetHash(), Is.EqualTo(block.Transactions[^1].GetHash()));
        Assert.That(theirs.ToZmqNative().Id, Is.EqualTo(first.Id));
        Assert.That(theirs.ToZmqNative().Raw.ToArray(), Is.EqualTo(first.Raw.ToArray()));
    }

    [Test, CancelAfter(60_000)]
    public async Task Notifications_of_a_live_stream_are_read(CancellationToken cancellationToken)
    {
        using TestPublisher publisher = new();
        await using NotificationSubscriber subscriber = new(new() { Addresses = { publisher.Address }, Topics = { "rawblock", "rawtx" } });
        await publisher.WaitForSubscriberAsync(s_deadline, cancellationToken, "rawblock", "rawtx");
        byte[] transaction = RawTransaction;
        publisher.RawTransaction(transaction);
        publisher.RawBlock(_block);
        await foreach (StreamItem item in subscriber.WithCancellation(cancellationToken))
        {
            if (item is RawTransaction rawTransaction)
            {
                Assert.That(rawTransaction.ToNBitcoin(Network.Main).ToBytes(), Is.EqualTo(transaction));
            }
            else if (item is RawBlock rawBlock)
            {
                Block block = rawBlock.ToNBitcoin(Network.Main);
                Assert.That(block.ToBytes(), Is.EqualTo(_block));
                Assert.That(block.Check(), "a block that its network accepts");
                return;
            }
        }
    }

    /// <summary>As in a rented buffer: NBitcoin's own methods ignore what is behind a block, and throw for what is behind a transaction.</summary>
    [Test]
    public void A_part_of_a_longer_buffer_is_read_wherever_it_lies()
    {
        byte[] transaction = RawTransaction;
        byte[] buffer = [7, 7, 7, .. transaction, 9, 9, .. _block, 9];
        Assert.That(
            NBitcoinConversions.ReadTransaction(buffer.AsMemory(3, transaction.Length), Network.Main).ToBytes(), Is.EqualTo(transaction));
        Assert.That(
            NBitcoinConversions.ReadBlock(buffer.AsMemory(3 + transaction.Length + 2, _block.Length), Network.Main).ToBytes(), Is.EqualTo(_block));
    }

    [Test]
    public void Bytes_left_over_are_refused()
    {
        byte[] longer = [.. _block, 0, 0];
        Assert.That(Block.Load(longer, Network.Main).GetHash(), Is.EqualTo(Block.Load(_block, Network.Main).GetHash()), "what NBitcoin does");
        Assert.That(() => NBitcoinConversions.ReadBlock(longer, Network.Main), Refused($"The {longer.Length} bytes are a block and 2 more bytes behind it."));
        byte[] transaction = [.. RawTransaction, 0];
        Assert.That(
            () => NBitcoinConversions.ReadTransaction(transaction, Network.Main), Refused($"The {transaction.Length} bytes are a transaction and 1 more bytes behind it."));
    }

    [Test]
    public void What_is_cut_off_or_of_another_kind_is_refused_in_one_sentence()
    {
        Assert.That(() => NBitcoinConversions.ReadBlock(_block.AsMemory(0, 5000), Network.Main), Refused("The 5000 bytes are not a block: No more byte to read."));
        Assert.That(() => NBitcoinConversions.ReadTransaction(Array.Empty<byte>(), Network.Main), Refused("The 0 bytes are not a transaction: No more byte to read."));
        // The least amount there is.
        byte[] least = [2, 0, 0, 0, 1, .. new byte[41], 1, 0, 0, 0, 0, 0, 0, 0, 0x80, .. new byte[5]];
        Assert.That(() => NBitcoinConversions.ReadTransaction(least, Network.Main), Refused("The 60 bytes are not a transaction: satoshis amount should be greater than long.MinValue."));
        // A number of inputs that is not written in its shortest form.
        byte[] longForm = [2, 0, 0, 0, 0xfd, 1, 0, .. new byte[50]];
        Assert.That(() => NBitcoinConversions.ReadTransaction(longForm, Network.Main), Refused("The 57 bytes are not a transaction: non-canonical representation for varint."));
        Transaction transaction = Transaction.Create(Network.Main);
        Assert.That(() => transaction.ToZmqNative(), Refused("NBitcoin does not write it: The transaction must have at least one input."));
        transaction.Inputs.Add(new OutPoint(uint256.One, 0));
        Assert.That(() => transaction.ToZmqNative(), Throws.TypeOf<InvalidDataException>().With.Message.Contains("expected one or more outputs"));
    }

    private static NUnit.Framework.Constraints.Constraint Refused(string message) => Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(message);
}
