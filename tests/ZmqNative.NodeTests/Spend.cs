using System.Buffers.Binary;
using System.Security.Cryptography;
using ZmqNative.Bitcoin;

namespace ZmqNative.NodeTests;

/// <summary>A transaction that spends a coin of anyone and makes such coins.</summary>
internal sealed class Spend
{
    private const byte OpReturn = 0x6a;

    /// <summary>Spends a coin into equal ones; what the fee leaves over goes to the miner too.</summary>
    /// <param name="coin">What to spend.</param>
    /// <param name="outputs">How many coins to make: 1 to 252.</param>
    /// <param name="fee">In satoshi. Spending the same coin with a higher fee replaces the transaction (BIP 125: it signals).</param>
    /// <param name="padding">Bytes that mean nothing, in one output more (OP_RETURN): 0 for none, else 65,536 or more. Valid in a block; no mempool takes it.</param>
    internal Spend(Coin coin, int outputs, long fee, int padding = 0)
    {
        long value = (coin.Value - fee) / outputs;
        byte[] input = [1, .. coin.TransactionId.Span, .. LittleEndian(coin.Index)[..4], 0, .. LittleEndian(0xfffffffd)[..4]];
        byte[] script = AnyoneScript.Output(0), witness = AnyoneScript.Witness(coin.Era);
        byte[] output = [.. LittleEndian(value), (byte)script.Length, .. script];
        byte[] pad = padding == 0 ? [] : [.. LittleEndian(0), 0xfe, .. LittleEndian(padding)[..4], OpReturn, .. new byte[padding - 1]];
        byte[] body = [.. input, (byte)(outputs + (padding == 0 ? 0 : 1)), .. Enumerable.Repeat(output, outputs).SelectMany(bytes => bytes), .. pad];
        byte[] version = [2, 0, 0, 0], lockTime = [0, 0, 0, 0];
        Raw = [.. version, 0, 1, .. body, 1, (byte)witness.Length, .. witness, .. lockTime];
        Id = new Hash256(SHA256.HashData(SHA256.HashData([.. version, .. body, .. lockTime])));
        Outputs = [.. Enumerable.Range(0, outputs).Select(index => new Coin(Id, index, value))];
    }

    internal Hash256 Id { get; }

    /// <summary>The network serialisation, with witness.</summary>
    internal byte[] Raw { get; }

    /// <summary>What it makes, spendable at once, confirmed or not; policy allows 25 unconfirmed in a row.</summary>
    internal Coin[] Outputs { get; }

    private static byte[] LittleEndian(long value)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
