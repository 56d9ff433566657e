using ZmqNative.Bitcoin;
using ZmqNative.Testing;

namespace ZmqNative.IntegrationTests;

/// <summary>examples/TransactionWatcher, run against a publisher.</summary>
[Platform(Exclude = "Win", Reason = "Windows has no signals.")]
public sealed class TransactionWatcherTests
{
    // Of mainnet's block 170: the first payment from person to person, which spends the coinbase of block 9.
    private const string Payee = "1Q2TWHE3GMdB6BZKafqwxXtWAWgFt5Jvm3";
    private const string Payment = "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16";
    private const string Coinbase9 = "0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9";

    // The coinbase of block 300,025 pays it.
    private const string Miner300025 = "1KFHE7w8BhaENAswwryaoccDb6qcT6DbYY";

    // Pay-to-pubkey outputs have no address: the coinbase of block 9, and the second output of the payment.
    private const string PayerScript =
        "410411db93e1dcdb8a016b49840f8c53bc1eb68a382e97b1482ecad7b148a6909a5cb2e0eaddfb84ccf9744464f82e160bfa9b8b64f9d4c03f999b8643f656b412a3ac";
    private const string PayeeScript =
        "4104ae1a62fe09c5f51b13905f07f06b99a2f7159b2225f374cd378d71302fa28414e7aab37397f554a7df5f142c21c1b7303b8a0626f1baded5c72a704f7e6cd84cac";

    [Test]
    public void It_prints_payments_and_spends_of_watched_scripts_once_and_again_when_confirmed()
    {
        Block block9 = ReadBlock(9, out byte[] raw9), block170 = ReadBlock(170, out byte[] raw170);
        using TestPublisher publisher = new();
        using Tool watcher = Example.Start("TransactionWatcher", publisher.Address, "main", PayerScript, PayeeScript);
        publisher.WaitForSubscriber(Tool.Deadline, "rawtx", "rawblock");

        publisher.ConnectTip(raw9);
        publisher.RawTransaction(block170.Transactions[1].Raw.Span);
        publisher.RawTransaction(block170.Transactions[1].Raw.Span);
        publisher.ConnectTip(raw170);
        publisher.RawBlock(new byte[100]);
        publisher.SkipMessages("rawblock", 1);
        publisher.RawBlock(raw9);
        watcher.Output.WaitFor(line => line.EndsWith("(Gap)", StringComparison.Ordinal));
        Assert.That(watcher.Signal(15), Is.Zero, watcher.Error.ToString);

        Assert.That(watcher.Error.All, Is.Empty);
        string[] change =
        [
            $"{Payment} spends 50.00000000 of {PayerScript}",
            $"{Payment} pays 10.00000000 to {PayeeScript}",
            $"{Payment} pays 40.00000000 to {PayerScript}",
        ];
        Assert.That(watcher.Output.All, Is.EqualTo((string[])
        [
            $"watching 2 at {publisher.Address}",
            "LOST: transactions may be missing here (HandshakeDone)",
            $"seen: {Coinbase9} pays 50.00000000 to {PayerScript}",
            $"confirmed: {Coinbase9} pays 50.00000000 to {PayerScript}",
            .. change.Select(line => $"seen: {line}"),
            .. change.Select(line => $"confirmed: {line}"),
            "UNREADABLE: The 100 bytes are a block and 19 more bytes behind it.",
            "LOST: transactions may be missing here (Gap)",
        ]));
        Assert.That($"{block9.Transactions[0].Id}", Is.EqualTo(Coinbase9));
    }

    /// <summary>A real block's first output with an address, watched by that address.</summary>
    [Test]
    public void An_address_is_watched_on_its_network()
    {
        using TestPublisher publisher = new();
        byte[] raw = File.ReadAllBytes(Path.Combine(TestData.Blocks, "mainnet-300025.raw"));
        using Tool watcher = Example.Start("TransactionWatcher", publisher.Address, "main", Miner300025);
        publisher.WaitForSubscriber(Tool.Deadline, "rawtx", "rawblock");
        publisher.RawTransaction(Block.Parse(raw).Transactions[0].Raw.Span);
        string line = watcher.Output.WaitFor(text => text.StartsWith("seen: ", StringComparison.Ordinal));
        Assert.That(line, Is.EqualTo($"seen: {Block.Parse(raw).Transactions[0].Id} pays 25.07773345 to {Miner300025}"));
        Assert.That(watcher.Signal(2), Is.Zero);
    }

    [TestCase("tcp://127.0.0.1:28332", "main", "1Q2TWHE3GMdB6BZKafqwxXtWAWgFt5Jvm4")]
    [TestCase("tcp://127.0.0.1:28332", "moon", Payee)]
    [TestCase("tcp://127.0.0.1:28332", "regtest", Payee)]
    public void What_cannot_be_watched_is_one_sentence(params string[] arguments)
    {
        using Tool watcher = Example.Start("TransactionWatcher", arguments);
        Assert.That(watcher.WaitForExit(), Is.EqualTo(1));
        Assert.That(watcher.Error.All, Has.Length.EqualTo(1).And.All.StartsWith($"Cannot watch {arguments[2]} at '{arguments[0]}': ").And.All.EndsWith("."));
    }

    private static Block ReadBlock(int height, out byte[] raw)
    {
        // The file has block 1 first: magic, length, block.
        ReadOnlySpan<byte> file = File.ReadAllBytes(Path.Combine(TestData.Blocks, "mainnet-1-255.blk.dat"));
        for (int i = 1; i < height; i++)
        {
            file = file[(8 + BitConverter.ToInt32(file[4..]))..];
        }
        raw = file.Slice(8, BitConverter.ToInt32(file[4..])).ToArray();
        return Block.Parse(raw);
    }
}
