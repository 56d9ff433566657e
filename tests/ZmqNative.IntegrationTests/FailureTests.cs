using System.Net;
using System.Net.Sockets;

namespace ZmqNative.IntegrationTests;

/// <summary>What cannot start says why in one sentence, with exit code 1, and leaves nothing half-started.</summary>
/// <remarks>Nothing is published here, so the tools may start beside one another.</remarks>
[Parallelizable(ParallelScope.Children)]
public sealed class FailureTests
{
    private const string Good = "-zmqpubhashblock=tcp://127.0.0.1:*";

    private static readonly object[][] s_cases =
    [
        ["Cannot publish on -zmqpubrawtx=foo: an address begins with tcp:// or unix:. Failed to bind address: Invalid argument", new[] { "publish", "--trace", TestData.Trace("mine-blocks"), Good, "-zmqpubrawtx=foo" }],
        ["Invalid port specified in -zmqpubhashblock: 'tcp://127.0.0.1'", new[] { "publish", "--trace", TestData.Trace("mine-blocks"), "-zmqpubhashblock=tcp://127.0.0.1" }],
        ["Error parsing command line arguments: Invalid parameter -zmqpubfoo=tcp://127.0.0.1:1", new[] { "publish", "-zmqpubfoo=tcp://127.0.0.1:1" }],
        ["Invalid combination of -regtest, -signet, -testnet, -testnet4 and -chain. Can use at most one.", new[] { "publish", "-regtest", "-signet" }],
        ["--node, --trace and --blocks are sources: give one. See --help.", new[] { "publish", "--trace", "a", "--blocks", "b" }],
        ["--node, --trace and --blocks are sources: give one. See --help.", new[] { "publish", "--trace", "a", "--node", "http://127.0.0.1:1" }],
        ["--upstream, --own-counters and --fill-gaps go with --node, and --exit does not. See --help.", new[] { "publish", "--own-counters" }],
        ["--speed takes max or a number from 0.001, not '0'. See --help.", new[] { "publish", "--speed", "0" }],
        ["--linger takes a whole number from 0 to 2147483647, not '-1'. See --help.", new[] { "publish", "--linger=-1" }],
        ["--linger takes a whole number from 0 to 2147483647, not '-1'. See --help.", new[] { "publish", "--linger", "-1" }],
        ["--settle takes a whole number from 0 to 2147483647, not '-20'. See --help.", new[] { "publish", "--settle", "-20" }],
        ["--count takes a whole number from 0 to 2147483647, not '-1'. See --help.", new[] { "subscribe", "tcp://127.0.0.1:1", "--count", "-1" }],
        ["--speed takes max or a number from 0.001, not '-0.5'. See --help.", new[] { "publish", "--speed", "-0.5" }],
        ["--count takes a whole number from 0 to 2147483647, not 'x'. See --help.", new[] { "subscribe", "tcp://127.0.0.1:1", "--count", "x" }],
        ["Argument 'no' not recognized. Must be one of: 'fail' 'continue' See --help.", new[] { "publish", "--on-start-failure=no" }],
        ["Unrecognized command or argument '--foo'. See --help.", new[] { "publish", "--foo" }],
        ["Unrecognized command or argument '-zmqpubrawtx=foo'. See --help.", new[] { "demo", "-zmqpubrawtx=foo" }],
        ["Unrecognized command or argument 'nonsense'. See --help.", new[] { "nonsense" }],
        ["An address is missing, or --node to ask for it.", new[] { "subscribe" }],
        ["'foo' is no address: it takes tcp://HOST:PORT, unix:/path or ipc:///path.", new[] { "subscribe", "foo" }],
        ["'' is no address: it takes tcp://HOST:PORT, unix:/path or ipc:///path.", new[] { "subscribe", "" }],
        ["'tcp://127.0.0.1:99999' has no port from 1 to 65535.", new[] { "subscribe", "tcp://127.0.0.1:99999" }],
        ["'tcp://127.0.0.1' has no port from 1 to 65535.", new[] { "subscribe", "tcp://127.0.0.1" }],
        ["'tcp://127.0.0.1:*' has no port from 1 to 65535.", new[] { "subscribe", "tcp://127.0.0.1:*" }],
        ["'foo' is no address: it takes tcp://HOST:PORT, unix:/path or ipc:///path.", new[] { "publish", "--node", "http://127.0.0.1:1", "--node-cookie", "/nowhere/.cookie", "--upstream", "foo", Good }],
        ["'foo' is no address: it takes tcp://HOST:PORT, unix:/path or ipc:///path.", new[] { "record", "new", "--node", "http://127.0.0.1:1", "--node-cookie", "/nowhere/.cookie", "--upstream", "foo" }],
        ["--stall takes a topic by its full name: hash is the beginning of hashblock and hashtx.", new[] { "subscribe", "tcp://127.0.0.1:1", "--stall", "hash=5" }],
        ["--stall: the topic of pubhashblock is hashblock.", new[] { "subscribe", "tcp://127.0.0.1:1", "--stall", "pubhashblock=5" }],
        ["--stall: the topic of zmqpubsequence is sequence.", new[] { "subscribe", "tcp://127.0.0.1:1", "--stall", "zmqpubsequence=5" }],
        ["--stall: there is no topic HashBlock, but hashblock.", new[] { "subscribe", "tcp://127.0.0.1:1", "--stall", "HashBlock=5" }],
        ["--stall: no topic is known as hashblok. Core's are hashblock, hashtx, rawblock, rawtx, sequence; another one is given by --topic as well.", new[] { "subscribe", "tcp://127.0.0.1:1", "--stall", "hashblok=5" }],
        ["--stall: hashblock is not among the topics of --topic.", new[] { "subscribe", "tcp://127.0.0.1:1", "--topic", "hashtx", "--stall", "hashblock=5" }],
        ["--stall takes TOPIC=SECONDS, such as hashblock=5400, not 'hashblock=1e300'.", new[] { "subscribe", "tcp://127.0.0.1:1", "--stall", "hashblock=1e300" }],
        ["--stall takes TOPIC=SECONDS, such as hashblock=5400, not 'hashblock=Infinity'.", new[] { "subscribe", "tcp://127.0.0.1:1", "--stall", "hashblock=Infinity" }],
        ["--mempool-file has no effect without --mempool.", new[] { "subscribe", "tcp://127.0.0.1:1", "--mempool-file", "f" }],
        ["--from-block has no effect without --follow-blocks.", new[] { "subscribe", "tcp://127.0.0.1:1", "--from-block", new string('1', 64) }],
        ["--fill-gaps has no effect without --node or rawblock among the topics.", new[] { "subscribe", "tcp://127.0.0.1:1", "--fill-gaps", "--topic", "hash" }],
        ["--topic: the topic of pubhashblock is hashblock.", new[] { "subscribe", "tcp://127.0.0.1:1", "--topic", "pubhashblock" }],
        ["--topic: there is no topic RawTx, but rawtx.", new[] { "subscribe", "tcp://127.0.0.1:1", "--topic", "RawTx" }],
        ["--heartbeat takes seconds, such as 10 or 0.5, or off, not '0'.", new[] { "subscribe", "tcp://127.0.0.1:1", "--heartbeat", "0" }],
        ["--wait takes a whole number from 0 to 2147483647, not 'x'. See --help.", new[] { "subscribe", "tcp://127.0.0.1:1", "--wait", "x" }],
        ["A source is missing: --node, --trace or --blocks. Only without an address is the recording inside the tool published.", new[] { "publish", Good }],
    ];

    [TestCaseSource(nameof(s_cases))]
    public void Options_that_cannot_be_meant_are_refused(string expected, string[] arguments) => AssertRefused(expected, arguments);

    [Test]
    public void A_port_in_use_is_named_and_the_good_addresses_are_not_kept()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string address = $"tcp://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        AssertRefused($"Cannot publish on -zmqpubsequence={address}: Failed to bind address: Address ", "publish", "--trace", TestData.Trace("mine-blocks"), Good, $"-zmqpubsequence={address}");
    }

    [Test]
    public void Sources_that_are_not_there_are_named()
    {
        using TempFolder folder = new();
        string missing = folder.Child("missing");
        AssertRefused($"{missing}: expected a folder with a recorded session, found none.", "publish", Good, "--trace", missing);
        AssertRefused($"{missing}: expected a folder with blkNNNNN.dat files, such a file, or a file with one block, found nothing.", "publish", Good, "--blocks", missing);
        AssertRefused($"Could not find file '{missing}'.", "publish", Good, $"-conf={missing}");
    }

    [Test]
    public void A_damaged_recording_is_refused_with_file_and_line()
    {
        using TempFolder folder = new();
        foreach (string file in Directory.GetFiles(TestData.Trace("mine-blocks"), "*.jsonl"))
        {
            File.Copy(file, folder.Child(Path.GetFileName(file)));
        }
        string[] lines = File.ReadAllLines(folder.Child("events.jsonl"));
        int cut = lines[4].Length / 2;
        lines[4] = lines[4][..cut];
        folder.Write("events.jsonl", string.Join('\n', lines));
        AssertRefused($"events.jsonl line 5: expected a JSON object, found something else at byte {cut}.", "publish", Good, "--trace", Path.GetDirectoryName(folder.Child("x"))!);
    }

    [Test]
    public void What_is_no_block_in_a_block_file_is_skipped_and_named_with_file_and_offset()
    {
        using TempFolder folder = new();
        byte[] blocks = File.ReadAllBytes(Path.Combine(TestData.Blocks, "mainnet-1-255.blk.dat"));
        string file = folder.Write("cut.dat", blocks[..^10]);
        AssertSkips("cut.dat, offset 58507: skipped the rest of the file, which holds no whole block.", file);
        // In the header of the first block, behind magic and length.
        blocks[50] ^= 1;
        file = folder.Write("flipped.dat", blocks);
        AssertSkips("flipped.dat, offset 0: skipped 223 bytes that are no block.", file);
    }

    private static void AssertSkips(string sentence, string file)
    {
        using Tool tool = Tool.Start(["publish", Good, "--blocks", file, "--exit"]);
        Assert.That(tool.WaitForExit(), Is.Zero, tool.Error.ToString);
        Assert.That(tool.Error.All, Has.One.EqualTo(sentence));
    }

    [Test]
    public void Damage_in_the_middle_of_the_blocks_ends_it_there()
    {
        using TempFolder folder = new();
        byte[] blocks = File.ReadAllBytes(Path.Combine(TestData.Blocks, "mainnet-1-255.blk.dat"));
        // In the coinbase of the 101st block.
        blocks[22322 + 110] ^= 1;
        (int exitCode, _, string[] error) = Tool.Run(["publish", Good, "--exit", "--blocks", folder.Write("tx.dat", blocks)]);
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Has.Length.EqualTo(1));
        Assert.That(error[0], Does.StartWith("Error: tx.dat, offset 22322: byte 36 of the block: expected the merkle root of the block's transactions, "));
    }

    [Test]
    public void A_malformed_configuration_file_is_refused_with_its_line()
    {
        using TempFolder folder = new();
        string file = folder.Write("bitcoin.conf", "# a comment\nzmqpubhashtx=tcp://127.0.0.1:*\n-zmqpubrawtx=tcp://127.0.0.1:*\n");
        AssertRefused($"{file}, line 3: '-zmqpubrawtx=tcp://127.0.0.1:*': options in a configuration file stand without the leading -.", "publish", $"-conf={file}");
        file = folder.Write("bitcoin.conf", "[regtest]\nnozmqpubhashtx");
        AssertRefused($"{file}, line 2: 'nozmqpubhashtx': expected name=value; to negate an option write nozmqpubhashtx=1.", "publish", $"-conf={file}");
    }

    [TestCase("publish", "--trace", "?", Good)]
    [TestCase("subscribe", "tcp://127.0.0.1:1")]
    [TestCase("demo")]
    public void A_libzmq_that_is_none_is_named(params string[] arguments)
    {
        using TempFolder folder = new();
        string file = folder.Write("libzmq.so", "not a library");
        (int exitCode, string[] output, string[] error) = Tool.Run(arguments.Select(argument => argument == "?" ? TestData.Trace("mine-blocks") : argument), libraryPath: file);
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Is.EqualTo([$"Error: The libzmq given by ZMQNATIVE_LIBRARY_PATH, '{file}', is no shared library; nothing else was tried."]));
        Assert.That(output, Is.Empty);
    }

    [Test]
    public void With_continue_a_bad_address_publishes_nothing_and_goes_on_as_bitcoind_does()
    {
        (int exitCode, string[] output, string[] error) = Tool.Run(["publish", "--trace", TestData.Trace("mine-blocks"), Good, "-zmqpubrawtx=foo", "--on-start-failure=continue", "--exit", "-debug=zmq"]);
        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Is.EqualTo(["No notification is active."]));
        Assert.That(error, Has.Some.EndsWith("[zmq] Error: Failed to bind address, msg: Invalid argument").And.None.Contains("Publish "));
    }

    private static void AssertRefused(string expected, params string[] arguments)
    {
        (int exitCode, string[] output, string[] error) = Tool.Run(arguments);
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Has.Length.EqualTo(1));
        Assert.That(error[0], Does.StartWith($"Error: {expected}"));
        // A publisher that had started would have said where.
        Assert.That(output, Is.Empty);
    }
}
