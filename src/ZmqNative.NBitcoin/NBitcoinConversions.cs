using System.Runtime.InteropServices;
using NBitcoin;
using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;
using Block = ZmqNative.Bitcoin.Block;
using NBitcoinBlock = NBitcoin.Block;
using NBitcoinTransaction = NBitcoin.Transaction;
using Transaction = ZmqNative.Bitcoin.Transaction;

namespace ZmqNative.NBitcoin;

/// <summary>
/// NBitcoin's <c>uint256</c>, <c>Transaction</c> and <c>Block</c> to and from those of ZmqNative. All
/// methods may be called by several threads at the same time.
/// </summary>
/// <remarks>
/// A network is needed because NBitcoin's other chains have their own forms of blocks; for Bitcoin's
/// networks the result is the same whichever is given.
/// </remarks>
public static class NBitcoinConversions
{
    /// <summary>
    /// The same hash as NBitcoin's type: its text is the same, and so are its 32 bytes
    /// (<c>uint256.ToBytes()</c> and <see cref="Hash256.Span"/>, both in the internal order).
    /// </summary>
    /// <param name="hash">A hash, such as that of a block or a transaction.</param>
    public static uint256 ToNBitcoin(this Hash256 hash) => new(hash.Span);

    /// <summary>The same hash as ZmqNative's type: its text and its bytes are the same.</summary>
    /// <param name="hash">A hash, such as <c>Block.GetHash()</c>.</param>
    public static Hash256 ToHash256(this uint256 hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        Span<byte> internalOrder = stackalloc byte[Hash256.Length];
        hash.ToBytes(internalOrder, lendian: true);
        return new Hash256(internalOrder);
    }

    /// <summary>The block of a <c>rawblock</c> notification, as <see cref="ReadBlock"/> reads it.</summary>
    /// <param name="notification">A notification of a subscriber's stream.</param>
    /// <param name="network">The publisher's network.</param>
    /// <exception cref="InvalidDataException">The body is not exactly one block.</exception>
    public static NBitcoinBlock ToNBitcoin(this RawBlock notification, Network network)
    {
        ArgumentNullException.ThrowIfNull(notification);
        return ReadBlock(notification.BodyMemory, network);
    }

    /// <summary>
    /// The transaction of a <c>rawtx</c> notification, as <see cref="ReadTransaction"/> reads it.
    /// </summary>
    /// <param name="notification">A notification of a subscriber's stream.</param>
    /// <param name="network">The publisher's network.</param>
    /// <exception cref="InvalidDataException">The body is not exactly one transaction.</exception>
    public static NBitcoinTransaction ToNBitcoin(this RawTransaction notification, Network network)
    {
        ArgumentNullException.ThrowIfNull(notification);
        return ReadTransaction(notification.BodyMemory, network);
    }

    /// <summary>The same transaction as NBitcoin's type.</summary>
    /// <param name="transaction">A transaction, such as one of a block's.</param>
    /// <param name="network">The network it is of.</param>
    /// <exception cref="InvalidDataException">Its bytes are not exactly one transaction.</exception>
    public static NBitcoinTransaction ToNBitcoin(this Transaction transaction, Network network)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return ReadTransaction(transaction.Raw, network);
    }

    /// <summary>
    /// The same transaction as ZmqNative's type, with the witness. Its bytes are a copy.
    /// </summary>
    /// <param name="transaction">A transaction of NBitcoin's.</param>
    /// <exception cref="InvalidDataException">It has no inputs or no outputs.</exception>
    public static Transaction ToZmqNative(this NBitcoinTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return Transaction.Parse(Write(transaction));
    }

    /// <summary>
    /// The same block as ZmqNative's type, with the witnesses. Its bytes are a copy, which is checked as
    /// <see cref="Block.Parse"/> does.
    /// </summary>
    /// <param name="block">A block of NBitcoin's.</param>
    /// <exception cref="InvalidDataException">
    /// Its transactions are not those of its header's merkle root, or one has no inputs or no outputs.
    /// </exception>
    public static Block ToZmqNative(this NBitcoinBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        return Block.Parse(Write(block));
    }

    /// <summary>
    /// Reads a block in the network serialisation (BIP 144), of which nothing may be left over:
    /// <c>Block.Load</c> of NBitcoin ignores bytes behind a block. The merkle root is not checked;
    /// <c>Block.Check</c> of NBitcoin does that.
    /// </summary>
    /// <param name="raw">The block's bytes; of a longer buffer, the part that is the block.</param>
    /// <param name="network">The network it is of.</param>
    /// <exception cref="InvalidDataException">They are not exactly one block.</exception>
    public static NBitcoinBlock ReadBlock(ReadOnlyMemory<byte> raw, Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Read(raw, network.Consensus.ConsensusFactory.CreateBlock(), network, "block");
    }

    /// <summary>
    /// Reads a transaction in the network serialisation (BIP 144), of which nothing may be left over.
    /// </summary>
    /// <param name="raw">The transaction's bytes; of a longer buffer, the part that is it.</param>
    /// <param name="network">The network it is of.</param>
    /// <exception cref="InvalidDataException">They are not exactly one transaction.</exception>
    public static NBitcoinTransaction ReadTransaction(ReadOnlyMemory<byte> raw, Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Read(raw, network.Consensus.ConsensusFactory.CreateTransaction(), network, "transaction");
    }

    private static byte[] Write(IBitcoinSerializable value)
    {
        try
        {
            return value.ToBytes();
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidDataException($"NBitcoin does not write it: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private static T Read<T>(ReadOnlyMemory<byte> raw, T empty, Network network, string what)
        where T : IBitcoinSerializable
    {
        ArraySegment<byte> bytes = MemoryMarshal.TryGetArray(raw, out ArraySegment<byte> own) ? own : raw.ToArray();
        BitcoinStream stream = new(bytes.Array, bytes.Offset, bytes.Count)
        {
            ConsensusFactory = network.Consensus.ConsensusFactory,

            // No script or witness item is longer than the whole, and a length that says so allocates nothing.
            MaxArraySize = raw.Length,
        };
        try
        {
            empty.ReadWrite(stream);
        }
        catch (Exception exception) when (
            exception is IOException or FormatException or ArgumentException or InvalidDataException
                or OverflowException)
        {
            throw new InvalidDataException(
                $"The {raw.Length} bytes are not a {what}: {exception.Message.TrimEnd('.')}.", exception);
        }
        long left = raw.Length - stream.Inner.Position;
        return left == 0
            ? empty
            : throw new InvalidDataException($"The {raw.Length} bytes are a {what} and {left} more bytes behind it.");
    }
}
