using System.Text;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Recordings;

namespace ZmqNative.Tests.Recordings;

/// <summary>A recording whose files are strings or bytes; those that are not set are empty.</summary>
internal sealed class MemoryTrace
{
    private readonly Dictionary<string, byte[]> _files = new() { ["events.jsonl"] = [], ["blocks.jsonl"] = [], ["txs.jsonl"] = [] };

    public string this[string name]
    {
        get => Encoding.UTF8.GetString(_files[name]);
        set => _files[name] = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>All files of a recorded session, those in folders too.</summary>
    public static MemoryTrace From(string scenario)
    {
        var trace = new MemoryTrace();
        string root = TestData.Trace(scenario);
        foreach (string file in Directory.GetFiles(root, "*", SearchOption.AllDirectories))
        {
            trace.SetBytes(Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllBytes(file));
        }
        return trace;
    }

    public static string Event(string name, string fields) => $"{{\"kind\":\"event\",\"name\":\"{name}\",{fields}}}\n";

    /// <summary>A transaction with a witness of one byte, and its row.</summary>
    public static (string Txid, string Wtxid, string Row) Transaction(byte witness)
    {
        byte[] raw = [2, 0, 0, 0, 0, 1, 1, .. new byte[36], 0, 255, 255, 255, 255, 1, .. new byte[8], 0, 1, 1, witness, 0, 0, 0, 0];
        string txid = ZmqNative.Bitcoin.Transaction.Parse(raw).Id.ToString();
        string wtxid = DoubleSha256.Hash(raw).ToString();
        return (txid, wtxid, $"{{\"txid\":\"{txid}\",\"wtxid\":\"{wtxid}\",\"hex\":\"{Convert.ToHexStringLower(raw)}\"}}\n");
    }

    public byte[] GetBytes(string name) => _files[name];

    public void SetBytes(string name, byte[] bytes) => _files[name] = bytes;

    public void Remove(string name) => _files.Remove(name);

    public SessionTrace Open() => SessionTrace.Open(name => _files.TryGetValue(name, out byte[]? bytes) ? new MemoryStream(bytes) : null);
}
