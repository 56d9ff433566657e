using CsCheck;

namespace ZmqNative.Tests.Recordings;

/// <summary>Whatever a recording holds, it is replayed or refused with one <see cref="InvalidDataException"/> that names the file.</summary>
public class SessionTraceDamageTests
{
    private static readonly string[] _files = ["events.jsonl", "blocks.jsonl", "txs.jsonl"];

    private static readonly MemoryTrace _trace = Trace();

    [Test]
    public void Bytes_changed_anywhere() =>
        Gen.Select(Gen.Int[0, 2], Gen.Select(Gen.Int[0, 1_000_000], Gen.Byte).Array[1, 3]).Sample((file, changes) =>
        {
            byte[] bytes = [.. _trace.GetBytes(_files[file])];
            foreach ((int place, byte value) in changes)
            {
                bytes[place % bytes.Length] = value;
            }
            return ReplaysOrRefuses(_files[file], bytes);
        }, iter: 2000);

    [Test]
    public void A_file_cut_anywhere() => Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1_000_000]).Sample(
        (file, length) => ReplaysOrRefuses(_files[file], _trace.GetBytes(_files[file])[..(length % _trace.GetBytes(_files[file]).Length)]), iter: 300);

    [Test]
    public void Escapes_that_are_no_text_in_names_and_values() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1_000_000], Gen.OneOf("\\ud800", "\\u0000", "\\", "\ud83d\ude00", "\"", "{", "null")).Sample((file, place, text) =>
        {
            string content = _trace[_files[file]];
            return ReplaysOrRefuses(_files[file], System.Text.Encoding.UTF8.GetBytes(content.Insert(place % content.Length, text)));
        }, iter: 2000);

    private static MemoryTrace Trace()
    {
        var trace = MemoryTrace.From("mine-blocks");
        (string txid, string wtxid, string row) = MemoryTrace.Transaction(witness: 1);
        trace["txs.jsonl"] = row;
        trace["events.jsonl"] += MemoryTrace.Event("TransactionAddedToMempool", $"\"txid\":\"{txid}\",\"wtxid\":\"{wtxid}\",\"mempool_sequence\":1")
            + MemoryTrace.Event("TransactionRemovedFromMempool", $"\"txid\":\"{txid}\",\"wtxid\":\"{wtxid}\",\"reason\":\"replaced\",\"mempool_sequence\":2");
        return trace;
    }

    private static bool ReplaysOrRefuses(string file, byte[] bytes)
    {
        var trace = new MemoryTrace();
        foreach (string name in _files)
        {
            trace.SetBytes(name, name == file ? bytes : _trace.GetBytes(name));
        }
        try
        {
            return RecordingListener.Replay(trace.Open()).Lines.Count <= 12;
        }
        catch (InvalidDataException e)
        {
            return _files.Any(name => e.Message.StartsWith(name, StringComparison.Ordinal));
        }
    }
}
