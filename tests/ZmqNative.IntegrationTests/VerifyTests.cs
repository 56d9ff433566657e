using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ZmqNative.Security;

namespace ZmqNative.IntegrationTests;

/// <summary><c>verify</c> with real blocks, in folders as nodes write them.</summary>
public sealed partial class VerifyTests
{
    [Test]
    public void A_file_of_the_main_chain_is_verified()
    {
        (int exitCode, string[] output, string[] error) = Tool.Run(["verify", "--blocks", Path.Combine(TestData.Blocks, "mainnet-1-255.blk.dat"), "--workers", "2"]);
        Assert.That(exitCode, Is.Zero, string.Join('\n', error));
        Assert.That(Timeless(output), Is.EqualTo((string[])
        [
            "tip 00000000d0a75c861fabf9ff7b92022f60e4afeed9331fe5aa073d8e4706fe3c",
            "unknown parent 000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
            "Verified 255 blocks, 262 transactions, in T s. Bad: 0; stored again: 0; tips: 1; stale blocks: 0; detached blocks: 0; unknown parents: 1; "
                + "best chain: 255 blocks up to 00000000d0a75c861fabf9ff7b92022f60e4afeed9331fe5aa073d8e4706fe3c.",
        ]));
        Assert.That(error, Has.One.Match("^Verified 255 blocks, [\\d,]+ blocks/s, 0:00:00 left$"));
    }

    /// <summary>Out of order, over two files, with a branch, a copy, and a part whose beginning was pruned away.</summary>
    [Test]
    public void Stale_branches_copies_and_a_pruned_beginning_are_counted_and_no_error()
    {
        using BlockFolder folder = new();
        List<byte[]> chain = BlockFolder.MineChain(7), branch = BlockFolder.MineChain(2, chain[2], salt: 1), pruned = BlockFolder.MineChain(4, chain[0], salt: 2)[1..];
        byte[][] arrived = [chain[1], chain[0], chain[3], branch[1], .. pruned, chain[2]];
        foreach (byte[] block in arrived)
        {
            folder.Add(block);
        }
        folder.NextFile();
        byte[][] later = [chain[6], chain[5], branch[0], chain[1], chain[4]];
        foreach (byte[] block in later)
        {
            folder.Add(block);
        }
        (int exitCode, string[] output, string[] error) = Verify(folder.Write());
        Assert.That(exitCode, Is.Zero, string.Join('\n', error));
        int transactions = arrived.Concat(later).DistinctBy(block => BlockFolder.HashOf(block)).Sum(block => BlockFolder.Transactions(block));
        Assert.That(Timeless(output), Is.EqualTo((string[])
        [
            $"tip {BlockFolder.HashOf(chain[6])} at height 6",
            $"tip {BlockFolder.HashOf(branch[1])} at height 4",
            $"tip {BlockFolder.HashOf(pruned[2])}",
            $"unknown parent {Previous(pruned[0])}",
            $"Verified 12 blocks, {transactions} transactions, in T s. Bad: 0; stored again: 1; tips: 3; stale blocks: 2; detached blocks: 3; unknown parents: 1; "
                + $"best chain: 7 blocks up to {BlockFolder.HashOf(chain[6])} at height 6.",
        ]));
    }

    [Test]
    public void Each_bad_block_is_named()
    {
        using BlockFolder folder = new();
        List<byte[]> chain = BlockFolder.MineChain(8);
        folder.Add(chain[0]);
        string transaction = folder.Add(Damaged(chain[1], chain[1].Length - 5));
        string again = folder.Add(chain[1]);
        string target = folder.Add(Damaged(chain[3], 75, 0x1f));
        string other = folder.Add(Damaged(chain[4], 75, 0x1e));
        folder.Add(chain[5]);
        string cut = folder.Add(chain[6].AsSpan(0, 100_000), chain[6].Length);
        (int exitCode, string[] output, string[] error) = Verify(folder.Write());
        string[] bad = [.. error.Where(line => line.StartsWith("Bad: ", StringComparison.Ordinal))];
        Assert.That(bad, Has.One.StartsWith($"Bad: {transaction}, block {BlockFolder.HashOf(chain[1])}: byte 36 of the block: expected the merkle root"));
        Assert.That(bad, Has.One.EqualTo($"Bad: {target}: the header of a record of {chain[3].Length} bytes does not meet its own target."));
        Assert.That(bad, Has.One.EqualTo($"Bad: {other}: the header of a record of {chain[4].Length} bytes does not meet its own target."));
        Assert.That(bad, Has.One.EqualTo($"Bad: {cut}: block {BlockFolder.HashOf(chain[6])} of {chain[6].Length} bytes is cut off after 100000."));
        Assert.That((exitCode, bad.Length), Is.EqualTo((4, 4)), string.Join('\n', error));
        Assert.That(output[^1], Does.Contain("Bad: 4; stored again: 1;"));
    }

    /// <summary>A bit of a witness is in no txid: the commitment alone sees it.</summary>
    [Test]
    public void A_changed_witness_is_a_bad_block()
    {
        byte[] block = BlockFolder.Mine(BlockFolder.Real[^1], previous: null);
        using BlockFolder folder = new();
        // The coinbase's witness: one item of 32 bytes.
        int witness = block.AsSpan().IndexOf((ReadOnlySpan<byte>)[1, 32, .. new byte[32]]);
        string place = folder.Add(Damaged(block, witness + 10));
        (int exitCode, _, string[] error) = Verify(folder.Write());
        Assert.That(error, Has.One.StartsWith($"Bad: {place}, block {BlockFolder.HashOf(block)}: ").And.One.Contains("the commitment to the block's witnesses"));
        Assert.That(exitCode, Is.EqualTo(4));
    }

    [Test]
    [Platform("Linux")]
    public void Workers_that_are_killed_change_nothing() => CompareWithKills(blocks: 40, kills: 6);

    [Test]
    [Platform("Linux")]
    [Category("Long")]
    public void Workers_that_are_killed_all_the_time_change_nothing() => CompareWithKills(blocks: 1000, kills: 60);

    [Test]
    public void Workers_of_other_machines_are_sent_the_blocks_and_need_a_key()
    {
        using TempFolder keys = new();
        using CurveCertificate server = CurveCertificate.Create(), worker = CurveCertificate.Create();
        server.Save(keys.Child("server.key"));
        Directory.CreateDirectory(keys.Child("allowed"));
        worker.Save(keys.Child("allowed/worker.key"));
        WorkWithKeys(
            ["--curve-certificate", keys.Child("server.key_secret"), "--curve-allowed-keys", keys.Child("allowed")],
            ["--curve-server-key", keys.Child("server.key")],
            ["--curve-server-key", server.PublicKey, "--curve-certificate", keys.Child("allowed/worker.key_secret")]);
    }

    [Test]
    [Platform("Linux,MacOsX")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Workers_of_other_machines_may_have_a_password()
    {
        using TempFolder secrets = new();
        string passwords = secrets.Write("passwords", "me:secret\n"), wrong = secrets.Write("wrong", "me:Secret\n");
        foreach (string file in new[] { passwords, wrong })
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        WorkWithKeys(["--plain-passwords", passwords], ["--plain-login", wrong], ["--plain-login", passwords]);
    }

    // No worker is started here: it would have no key.
    private static void WorkWithKeys(string[] server, string[] strangers, string[] workers)
    {
        using BlockFolder folder = new();
        foreach (byte[] block in BlockFolder.MineChain(12))
        {
            folder.Add(block);
        }
        string[] expected = Timeless(Verify(folder.Write()).Output);
        using Tool verify = Tool.Start(["verify", "--blocks", folder.Path, "--bind", "tcp://127.0.0.1:*", .. server]);
        string address = verify.Output.WaitFor(line => line.StartsWith("Further workers: ", StringComparison.Ordinal)).Split(' ')[^1];
        using Tool stranger = Tool.Start(["verify", "--connect", address, "--workers", "1", .. strangers]);
        using Tool invited = Tool.Start(["verify", "--connect", address, "--workers", "1", .. workers]);
        Assert.That(invited.WaitForExit(), Is.Zero, invited.Error.ToString);
        Assert.That(verify.WaitForExit(), Is.Zero, verify.Error.ToString);
        Assert.That(Timeless(verify.Output.All[1..]), Is.EqualTo(expected));
    }

    [TestCase("verify takes either --blocks or --connect. See --help.")]
    [TestCase("verify takes either --blocks or --connect. See --help.", "--blocks", "x", "--connect", "tcp://127.0.0.1:1")]
    [TestCase("--workers 0 goes with --bind: others have to do the work. See --help.", "--blocks", "x", "--workers", "0")]
    [TestCase("--bind, --curve-allowed-keys and --plain-passwords go with --blocks, --curve-server-key and --plain-login with --connect. See --help.", "--connect", "tcp://127.0.0.1:1", "--bind", "tcp://127.0.0.1:1")]
    [TestCase("--bind, --curve-allowed-keys and --plain-passwords go with --blocks, --curve-server-key and --plain-login with --connect. See --help.", "--blocks", "x", "--plain-login", "x")]
    [TestCase("Keys and passwords go with --bind and without --workers: a worker on this machine is started by verify --connect, too, because it needs its own. See --help.", "--blocks", "x", "--plain-passwords", "x")]
    [TestCase("Keys and passwords go with --bind and without --workers: a worker on this machine is started by verify --connect, too, because it needs its own. See --help.", "--blocks", "x", "--bind", "tcp://127.0.0.1:*", "--curve-certificate", "x", "--workers", "1")]
    [TestCase("nowhere: expected a folder with blkNNNNN.dat files, such a file, or a file with one block, found nothing.", "--blocks", "nowhere")]
    public void Bad_input_is_one_sentence(string sentence, params string[] arguments)
    {
        (int exitCode, _, string[] error) = Tool.Run(["verify", .. arguments]);
        Assert.That((exitCode, error[^1]), Is.EqualTo((1, $"Error: {sentence}")));
    }

    private static void CompareWithKills(int blocks, int kills)
    {
        using BlockFolder folder = new();
        foreach (byte[] block in BlockFolder.MineChain(blocks))
        {
            folder.Add(block);
        }
        string place = folder.Add(Damaged(BlockFolder.Mine(BlockFolder.Real[0], null), 100_000));
        string[] expected = Timeless(Verify(folder.Write()).Output);
        using Tool tool = Tool.Start("verify", "--blocks", folder.Path, "--workers", "2");
        for (int killed = 0; killed < kills && !tool.EndsWithin(TimeSpan.Zero); killed += KillWorkers(tool.ProcessId))
        {
        }
        Assert.That(tool.WaitForExit(), Is.EqualTo(4), tool.Error.ToString);
        Assert.That(Timeless(tool.Output.All), Is.EqualTo(expected));
        Assert.That(tool.Error.All, Has.One.StartsWith($"Bad: {place}, "));
    }

    /// <summary>Kills the workers there are.</summary>
    private static int KillWorkers(int parent)
    {
        int killed = 0;
        foreach (string children in Directory.GetDirectories($"/proc/{parent}/task"))
        {
            foreach (string child in File.ReadAllText(Path.Combine(children, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                try
                {
                    using Process worker = Process.GetProcessById(int.Parse(child, CultureInfo.InvariantCulture));
                    worker.Kill();
                    killed++;
                }
                catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
                {
                    // It has ended by itself.
                }
            }
        }
        return killed;
    }

    private static (int ExitCode, string[] Output, string[] Error) Verify(BlockFolder folder) =>
        Tool.Run(["verify", "--blocks", folder.Path, "--workers", "1"]);

    private static byte[] Damaged(byte[] block, int place, byte? value = null)
    {
        byte[] copy = [.. block];
        copy[place] = value ?? (byte)(copy[place] ^ 1);
        return copy;
    }

    private static string Previous(byte[] block) => Convert.ToHexStringLower([.. block[4..36].Reverse()]);

    private static string[] Timeless(IEnumerable<string> output) => [.. output.Select(line => Seconds().Replace(line, "in T s"))];

    [GeneratedRegex(@"in [\d.]+ s")]
    private static partial Regex Seconds();
}
