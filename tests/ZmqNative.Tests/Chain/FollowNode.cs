using System.Text.Json.Nodes;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Chain;

/// <summary>
/// A node in small: a chain, a mempool and its sequence, which act as Core's do, publish <c>sequence</c> in Core's order and answer by RPC. What is published waits in
/// <see cref="Published"/>, so that the node can be ahead of its reader by as much as a test likes.
/// </summary>
internal sealed partial class FollowNode : IDisposable
{
    private readonly Dictionary<Hash256, FollowBlock> _known = [];
    private readonly List<FollowBlock> _chain = [];
    private readonly Dictionary<Hash256, Transaction> _mempool = [];
    private readonly FollowServer _server;

    internal FollowNode(int blocks = 5)
    {
        Enumerable.Range(0, blocks).ToList().ForEach(_ => Connect([]));
        _server = new FollowServer(Answer);
    }

    internal NodeRpc Rpc => _server.Rpc;

    /// <summary>The types that the node says it publishes.</summary>
    internal string[] NotifierTypes { get; init; } = [];

    /// <summary>What a subscriber is still to read.</summary>
    internal Queue<StreamItem> Published { get; } = [];

    /// <summary>Called before each call is answered, with its method.</summary>
    internal Action<string>? Asked { get; set; }

    /// <summary>Answers instead of the node, unless it returns null.</summary>
    internal Func<string, JsonArray, JsonNode?>? Override { get; set; }

    internal ulong MempoolSequence { get; private set; } = 1;

    internal IReadOnlyCollection<Hash256> Mempool => _mempool.Keys;

    internal Hash256[] Chain => [.. _chain.Select(block => block.Hash)];

    internal Hash256 Tip => _chain[^1].Hash;

    public void Dispose() => _server.Dispose();

    private JsonNode Answer(string method, JsonArray parameters)
    {
        Asked?.Invoke(method);
        return Override?.Invoke(method, parameters) ?? method switch
        {
            "getblockchaininfo" => new JsonObject { ["initialblockdownload"] = false },
            "getbestblockhash" => $"{Tip}",
            "getzmqnotifications" => new JsonArray([.. NotifierTypes.Select(type =>
                new JsonObject { ["type"] = type, ["address"] = "tcp://127.0.0.1:28332", ["hwm"] = 1000 })]),
            "getrawmempool" => new JsonObject { ["txids"] = new JsonArray([.. Mempool.Select(id => (JsonNode)$"{id}")]), ["mempool_sequence"] = MempoolSequence },
            "getblock" => Convert.ToHexStringLower(Find(parameters).Raw),
            "getblockheader" => Header(Find(parameters)),
            _ => throw new FollowRefusal(-32601),
        };
    }

    private FollowBlock Find(JsonArray parameters) =>
        _known.TryGetValue(Hash256.Parse(parameters[0]!.GetValue<string>()), out FollowBlock? block) ? block : throw new FollowRefusal(FollowRefusal.UnknownBlock);

    private JsonObject Header(FollowBlock block)
    {
        bool active = block.Height < _chain.Count && _chain[block.Height] == block;
        JsonObject header = new() { ["hash"] = $"{block.Hash}", ["height"] = block.Height, ["chainwork"] = $"{block.Height + 1:x64}", ["confirmations"] = active ? _chain.Count - block.Height : -1 };
        if (block.Previous is { } previous)
        {
            header["previousblockhash"] = $"{previous}";
        }
        if (active && block.Height + 1 < _chain.Count)
        {
            header["nextblockhash"] = $"{_chain[block.Height + 1].Hash}";
        }
        return header;
    }
}
