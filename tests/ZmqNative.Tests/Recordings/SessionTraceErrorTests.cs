using System.IO.Compression;
using ZmqNative.Node.Recordings;

namespace ZmqNative.Tests.Recordings;

public class SessionTraceErrorTests
{
    private const string Hash = "00000000000000000000000000000000000000000000000000000000000000ab";

    [Test]
    public void A_folder_that_is_not_there() => Assert.That(() => SessionTrace.Open("/no/such/folder"),
        Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("/no/such/folder: expected a folder with a recorded session, found none."));

    [TestCase("events.jsonl")]
    [TestCase("blocks.jsonl")]
    [TestCase("txs.jsonl")]
    public void A_file_that_is_missing(string name)
    {
        var trace = MemoryTrace.From("mine-blocks");
        trace.Remove(name);
        Refused(trace, $"{name}: expected this file in the recording, plain or as {name}.gz, found neither.");
    }

    [Test]
    public void A_file_that_cannot_be_opened() => Assert.That(
        () => SessionTrace.Open(name => name.StartsWith("txs", StringComparison.Ordinal) ? throw new UnauthorizedAccessException("Access is denied.") : new MemoryStream()),
        Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("txs.jsonl cannot be read: Access is denied."));

    [TestCase("nonsense", "expected a JSON object, found something else at byte 1.")]
    [TestCase("[1]", "expected a JSON object, found another JSON value.")]
    [TestCase("{}", "expected \"kind\" with text, found no such field.")]
    [TestCase("{\"kind\":1}", "expected \"kind\" with text, found 1.")]
    [TestCase("{\"kind\":\"\\ud800\"}", "expected \"kind\" with text, found \"\\ud800\".")]
    [TestCase("{\"kind\":\"event\",\"name\":\"BlockChecked\"}", "expected \"name\" with an event of the node's validation interface, found \"BlockChecked\".")]
    [TestCase("{\"kind\":\"event\",\"name\":\"BlockConnected\",\"hash\":\"ab\"}", "expected \"hash\" with a hash of 64 hexadecimal digits, found \"ab\".")]
    [TestCase("{\"kind\":\"event\",\"name\":\"BlockConnected\",\"hash\":\"" + Hash + "\"}", "expected the block " + Hash + " in blocks.jsonl, found none.")]
    [TestCase("{\"kind\":\"event\",\"name\":\"UpdatedBlockTip\",\"hash\":\"" + Hash + "\"}", "expected the block " + Hash + " in blocks.jsonl, found none.")]
    [TestCase("{\"kind\":\"event\",\"name\":\"TransactionAddedToMempool\",\"txid\":\"" + Hash + "\",\"wtxid\":\"" + Hash + "\"}",
        "expected the transaction " + Hash + " with the wtxid " + Hash + " in txs.jsonl, found none.")]
    [TestCase("{\"kind\":\"event\",\"name\":\"TransactionRemovedFromMempool\",\"txid\":\"" + Hash + "\",\"reason\":\"boredom\"}",
        "expected \"reason\" with expiry, sizelimit, reorg, conflict, replaced or unknown, found \"boredom\".")]
    [TestCase("{\"kind\":\"event\",\"name\":\"TransactionRemovedFromMempool\",\"txid\":\"" + Hash + "\",\"reason\":\"expiry\",\"mempool_sequence\":-1}",
        "expected \"mempool_sequence\" with a whole number from 0 to 18446744073709551615, found -1.")]
    public void An_event_that_is_malformed_or_names_what_is_not_there(string line, string sentence)
    {
        var trace = MemoryTrace.From("mine-blocks");
        trace["events.jsonl"] = "{\"kind\":\"note\",\"name\":\"x\"}\n\n" + line + "\n";
        Refused(trace, "events.jsonl line 3: " + sentence);
    }

    [Test]
    public void An_event_whose_two_hashes_are_of_different_transactions()
    {
        (_, string wtxid, string row) = MemoryTrace.Transaction(witness: 1);
        var trace = new MemoryTrace
        {
            ["txs.jsonl"] = row,
            ["events.jsonl"] = MemoryTrace.Event("TransactionAddedToMempool", $"\"txid\":\"{Hash}\",\"wtxid\":\"{wtxid}\",\"mempool_sequence\":1"),
        };
        Refused(trace, $"events.jsonl line 1: expected the transaction {Hash} with the wtxid {wtxid} in txs.jsonl, found none.");
    }

    [TestCase("\"height\":-1", "expected \"height\" with a whole number from 0 to 2147483647, found -1.")]
    [TestCase("\"height\":1,\"hex\":\"0g\"", "expected \"hex\" with hexadecimal digits, two for each byte, found \"0g\".")]
    [TestCase("\"height\":1,\"hex\":\"000\"", "expected \"hex\" with hexadecimal digits, two for each byte, found \"000\".")]
    [TestCase("\"height\":1,\"hex\":\"00\"", "byte 0 of the block: expected a block header of 80 bytes, found the end after 1.")]
    [TestCase("\"height\":1", "expected \"hex\" with hexadecimal digits, two for each byte, found no such field.")]
    [TestCase("\"height\":1,\"hex_file\":\"bodies/x.gz\"", "expected \"hex_len\" with a whole number from 0 to 2147483647, found no such field.")]
    [TestCase("\"height\":1,\"hex_file\":\"bodies/x.gz\",\"hex_len\":7", "expected \"hex_file\" with the name of a file in the recording, found \"bodies/x.gz\".")]
    [TestCase("\"height\":1,\"hex_file\":\"../x.gz\",\"hex_len\":7", "expected \"hex_file\" with a file inside the recording, found \"../x.gz\".")]
    [TestCase("\"height\":1,\"hex_file\":\"/x.gz\",\"hex_len\":7", "expected \"hex_file\" with a file inside the recording, found \"/x.gz\".")]
    [TestCase("\"height\":1,\"hex_file\":\"x\",\"hex_len\":2000000000", "expected \"hex_len\" with at most 33554432 bytes, found 2000000000.")]
    public void A_block_row_that_is_malformed(string fields, string sentence)
    {
        var trace = MemoryTrace.From("mine-blocks");
        trace["blocks.jsonl"] += $"{{\"hash\":\"{Hash}\",{fields}}}";
        Refused(trace, "blocks.jsonl line 6: " + sentence);
    }

    [Test]
    public void A_block_or_transaction_that_is_not_what_its_row_says()
    {
        string genesis = TraceRows.Read("mine-blocks", "blocks.jsonl")[0].Text("hash");
        var trace = MemoryTrace.From("mine-blocks");
        trace["blocks.jsonl"] = trace["blocks.jsonl"].Replace($"\"hash\":\"{genesis}\"", $"\"hash\":\"{Hash}\"", StringComparison.Ordinal);
        Refused(trace, $"blocks.jsonl line 1: expected the block {Hash}, found {genesis}.");

        (string txid, _, string row) = MemoryTrace.Transaction(witness: 1);
        trace = new MemoryTrace { ["txs.jsonl"] = row + row.Replace(txid, Hash, StringComparison.Ordinal) };
        Refused(trace, $"txs.jsonl line 2: expected the transaction {Hash}, found {txid}.");
        trace["txs.jsonl"] = row.Replace("00000000\"}", "\"}", StringComparison.Ordinal);
        Refused(trace, "txs.jsonl line 1: byte 61 of the transaction: expected a lock time of 4 bytes, found the end after 0.");
    }

    [Test]
    public void A_body_that_is_not_what_its_row_says()
    {
        const string Body = "bodies/4653be23c1fb5579545fa548.bin.gz";
        var trace = MemoryTrace.From("large-block");
        byte[] original = trace.GetBytes(Body);
        byte[] block = Unzip(original);

        trace.SetBytes(Body, Zip(block[..^1]));
        Assert.That(trace.Open, Throws.TypeOf<InvalidDataException>().With.Message.EndsWith($": expected {block.Length} bytes in {Body}, found {block.Length - 1}."));
        trace.SetBytes(Body, Zip([.. block, 0]));
        Assert.That(trace.Open, Throws.TypeOf<InvalidDataException>().With.Message.EndsWith($": expected {block.Length} bytes in {Body}, found more."));
        block[^1] ^= 1;
        trace.SetBytes(Body, Zip(block));
        Assert.That(trace.Open, Throws.TypeOf<InvalidDataException>().With.Message.Contains($": expected \"hex_sha256\" with the SHA-256 of {Body}, "));
        original[original.Length / 2] ^= 0x55;
        trace.SetBytes(Body, original);
        Assert.That(trace.Open, Throws.TypeOf<InvalidDataException>().With.Message.Contains(Body));
    }

    [Test]
    public void A_small_file_that_unpacks_to_gigabytes_is_not_unpacked()
    {
        var trace = MemoryTrace.From("mine-blocks");
        // Spaces without a line end, as many as no line may have.
        trace.Remove("events.jsonl");
        trace.SetBytes("events.jsonl.gz", Zip([.. Enumerable.Repeat((byte)' ', LineReader.LongestLine + 1)]));
        Refused(trace, "events.jsonl.gz line 1 cannot be read: the line is longer than 67174400 bytes.");
    }

    private static void Refused(MemoryTrace trace, string message) =>
        Assert.That(trace.Open, Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(message));

    private static byte[] Zip(byte[] bytes)
    {
        var zipped = new MemoryStream();
        using (var stream = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }
        return zipped.ToArray();
    }

    private static byte[] Unzip(byte[] bytes)
    {
        using var stream = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var unzipped = new MemoryStream();
        stream.CopyTo(unzipped);
        return unzipped.ToArray();
    }
}
