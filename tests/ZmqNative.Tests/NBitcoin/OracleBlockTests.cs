using System.IO.Compression;
using System.Text;
using System.Text.Json;
using NBitcoin;
using ZmqNative.NBitcoin;
using ZmqNative.Tests.Bitcoin;
using Block = ZmqNative.Bitcoin.Block;
using BlockHeader = ZmqNative.Bitcoin.BlockHeader;

namespace ZmqNative.Tests.NBitcoin;

/// <summary>
/// NBitcoin, whose parser shares no code with ours, reads every real block and every recorded session, and both agree. More of
/// them, in the form of tests/data/blocks, are read from the folder that ZMQNATIVE_MORE_BLOCKS names.
/// </summary>
public sealed class OracleBlockTests
{
    private static readonly string[] s_files = [RealBlocks.WithoutSegwit, RealBlocks.WithSegwit, RealBlocks.Testnet];

    private static readonly string[] s_sessions =
        [.. Directory.EnumerateFiles(Path.Combine(TestData.Root, "traces"), "blocks.jsonl", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!)];

    private static string[] MoreBlocks => Environment.GetEnvironmentVariable("ZMQNATIVE_MORE_BLOCKS") is { } folder ? Directory.GetFiles(folder, "*.raw") : [];

    [TestCaseSource(nameof(s_files))]
    public void Both_agree_on_a_real_block(string file) => Agree(RealBlocks.Read(file));

    [Test]
    public void Both_agree_on_mainnet_blocks_1_to_255() => Assert.Multiple(() => RealBlocks.ReadMany().ForEach(Agree));

    [Test]
    [Category("Long")]
    public void Both_agree_on_more_blocks()
    {
        Assume.That(MoreBlocks, Is.Not.Empty, "ZMQNATIVE_MORE_BLOCKS names a folder of raw blocks");
        Assert.Multiple(() => Array.ForEach(MoreBlocks, file => Agree(File.ReadAllBytes(file))));
    }

    [Test]
    public void Both_agree_on_the_blocks_and_transactions_of_all_recorded_sessions()
    {
        int blocks = 0, transactions = 0;
        foreach (string session in s_sessions)
        {
            foreach (JsonElement row in Rows(session, "blocks.jsonl"))
            {
                // A large block has a file of its own.
                byte[] raw = row.TryGetProperty("hex_file", out JsonElement file) ? Unpack(Path.Combine(session, file.GetString()!)) : Convert.FromHexString(Text(row, "hex"));
                Agree(raw);
                Assert.That($"{NBitcoinConversions.ReadBlock(raw, Network.RegTest).GetHash()}", Is.EqualTo(Text(row, "hash")));
                blocks++;
            }
            foreach (JsonElement row in Rows(session, "txs.jsonl"))
            {
                byte[] raw = Convert.FromHexString(Text(row, "hex"));
                OracleTransaction.Agree(raw);
                var theirs = NBitcoinConversions.ReadTransaction(raw, Network.RegTest);
                Assert.That(($"{theirs.GetHash()}", $"{theirs.GetWitHash()}"), Is.EqualTo((Text(row, "txid"), Text(row, "wtxid"))));
                transactions++;
            }
        }
        Assert.That(blocks, Is.GreaterThan(500));
        Assert.That(transactions, Is.GreaterThan(1000));
    }

    private static void Agree(ReadOnlyMemory<byte> raw)
    {
        Block ours = Block.Parse(raw);
        var theirs = NBitcoinConversions.ReadBlock(raw, Network.Main);
        BlockHeader header = BlockHeader.Read(raw.Span);
        Assert.That(theirs.GetHash().ToHash256(), Is.EqualTo(ours.Hash));
        Assert.That(theirs.Header.HashPrevBlock.ToHash256(), Is.EqualTo(header.Previous));
        Assert.That(theirs.GetMerkleRoot().Hash.ToHash256(), Is.EqualTo(header.MerkleRoot));
        Assert.That(theirs.Transactions.Select(one => one.GetHash().ToHash256()), Is.EqualTo(ours.Transactions.ToArray().Select(one => one.Id)));
        int inTransactions = 0;
        for (int i = 0; i < ours.Transactions.Length; i++)
        {
            inTransactions += OracleTransaction.Agree(ours.Transactions[i].Raw, theirs.Transactions[i]);
        }
        int countBytes = raw.Length - BlockHeader.Length - ours.Transactions.ToArray().Sum(one => one.Raw.Length);
        Assert.That(inTransactions + (4 * (BlockHeader.Length + countBytes)), Is.EqualTo(theirs.GetWeight()));
        Assert.That(theirs.ToBytes().AsSpan().SequenceEqual(raw.Span), "the same bytes again");
    }

    private static IEnumerable<JsonElement> Rows(string session, string file)
    {
        string path = Path.Combine(session, file);
        string[] lines = File.Exists(path) ? File.ReadAllLines(path)
            : File.Exists($"{path}.gz") ? Encoding.UTF8.GetString(Unpack($"{path}.gz")).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
        return lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line));
    }

    private static byte[] Unpack(string file)
    {
        using GZipStream packed = new(File.OpenRead(file), CompressionMode.Decompress);
        using MemoryStream content = new();
        packed.CopyTo(content);
        return content.ToArray();
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
