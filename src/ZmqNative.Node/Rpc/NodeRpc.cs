using System.Globalization;
using ZmqNative.Bitcoin;
using ZmqNative.Protocol;

namespace ZmqNative.Node.Rpc;

/// <summary>Asks a node what its notifications alone do not tell (Bitcoin Core's JSON-RPC over HTTP). Any thread, any number of calls at once.</summary>
/// <remarks>
/// Every call throws <see cref="RpcException"/> when the node refuses it or cannot be asked, <see cref="OperationCanceledException"/> when
/// it is cancelled and <see cref="ObjectDisposedException"/> after <see cref="Dispose"/>. Nothing is repeated, but for a call whose
/// cookie was changed on the way.
/// </remarks>
public sealed class NodeRpc : IDisposable
{
    // RPC_INVALID_ADDRESS_OR_KEY: no such block or transaction.
    internal const int Unknown = -5;

    // RPC_MISC_ERROR: among others, a block that was pruned.
    internal const int Unavailable = -1;

    private readonly RpcConnection _connection;

    /// <summary>Remembers where the node is; connects with the first call.</summary>
    /// <param name="address">The node's RPC: http://127.0.0.1:8332 (18443 on regtest).</param>
    /// <param name="credentials">How to log in.</param>
    /// <exception cref="ArgumentException">The address is not http or https, or holds a user name.</exception>
    public NodeRpc(Uri address, RpcCredentials credentials)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(credentials);
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0)
        {
            throw new ArgumentException("A node's RPC has an address such as http://127.0.0.1:8332, without user and password.", nameof(address));
        }
        Address = address;
        _connection = new RpcConnection(address, credentials);
    }

    /// <summary>Where the node's RPC is.</summary>
    public Uri Address { get; }

    /// <summary>How long a call may take, from connecting to the last byte (default: 30 s).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Neither positive nor <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public TimeSpan CallTimeout
    {
        get => _connection.CallTimeout;
        init
        {
            if (value != Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            }
            _connection.CallTimeout = value;
        }
    }

    /// <summary>The hash of the best chain's tip (<c>getbestblockhash</c>).</summary>
    public Task<Hash256> GetBestBlockHashAsync(CancellationToken cancellationToken = default) =>
        _connection.CallAsync("getbestblockhash", "", RpcResult.Hash, cancellationToken);

    /// <summary>The hash of the best chain's block at a height (<c>getblockhash</c>).</summary>
    /// <param name="height">From 0, genesis, to the tip's; beyond that the node answers -8.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<Hash256> GetBlockHashAsync(int height, CancellationToken cancellationToken = default) =>
        _connection.CallAsync("getblockhash", height.ToString(CultureInfo.InvariantCulture), RpcResult.Hash, cancellationToken);

    /// <summary>Where a block stands, in the best chain or not (<c>getblockheader</c>, verbose).</summary>
    /// <param name="hash">A block the node knows; of any other it answers -5.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<BlockHeaderInfo> GetBlockHeaderAsync(Hash256 hash, CancellationToken cancellationToken = default) =>
        _connection.CallAsync("getblockheader", $"\"{hash}\",true", RpcResult.BlockHeader, cancellationToken);

    /// <summary>Where a block stands, as <see cref="GetBlockHeaderAsync"/>; null when the node does not know the block.</summary>
    /// <param name="hash">Any block.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<BlockHeaderInfo?> TryGetBlockHeaderAsync(Hash256 hash, CancellationToken cancellationToken = default)
    {
        try
        {
            return await GetBlockHeaderAsync(hash, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.Code == Unknown)
        {
            return null;
        }
    }

    /// <summary>A block in its network serialisation, with witness: what <c>rawblock</c> brings (<c>getblock</c>, verbosity 0).</summary>
    /// <param name="hash">A block the node has; of any other it answers -5, of one it has pruned -1.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<byte[]> GetBlockAsync(Hash256 hash, CancellationToken cancellationToken = default) =>
        _connection.CallAsync("getblock", $"\"{hash}\",0", RpcResult.Bytes, cancellationToken);

    /// <summary>The txids in the mempool and the mempool sequence they belong to (<c>getrawmempool false true</c>).</summary>
    public Task<MempoolSnapshot> GetRawMempoolAsync(CancellationToken cancellationToken = default) =>
        _connection.CallAsync("getrawmempool", "false,true", RpcResult.Mempool, cancellationToken);

    /// <summary>What the node publishes where (<c>getzmqnotifications</c>); a node built without ZMQ answers -32601.</summary>
    public Task<IReadOnlyList<ActiveNotification>> GetZmqNotificationsAsync(CancellationToken cancellationToken = default) =>
        _connection.CallAsync("getzmqnotifications", "", RpcResult.Notifications, cancellationToken);

    /// <summary>Waits for another tip than there is when the node begins to wait (<c>waitfornewblock</c>); holds one of its RPC threads.</summary>
    /// <param name="longest">How long, less than <see cref="CallTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the call here; the node goes on waiting.</param>
    /// <returns>The tip, new or not.</returns>
    internal Task<Hash256> WaitForNewBlockAsync(TimeSpan longest, CancellationToken cancellationToken) =>
        _connection.CallAsync("waitfornewblock", ((int)Math.Ceiling(longest.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture), result => RpcResult.Hash(RpcResult.Member(result, "hash")), cancellationToken);

    /// <summary>Whether the node still catches up with the network (<c>getblockchaininfo</c>).</summary>
    internal Task<bool> IsInInitialDownloadAsync(CancellationToken cancellationToken) =>
        _connection.CallAsync("getblockchaininfo", "", result => RpcResult.Member(result, "initialblockdownload").GetBoolean(), cancellationToken);

    /// <summary>Whether the node has its mempool back from disk; it answers before (<c>getmempoolinfo</c>).</summary>
    internal Task<bool> IsMempoolLoadedAsync(CancellationToken cancellationToken) =>
        _connection.CallAsync("getmempoolinfo", "", result => RpcResult.Member(result, "loaded").GetBoolean(), cancellationToken);

    /// <summary>Transactions of the mempool in network serialisation, in one request (<c>getrawtransaction</c>).</summary>
    /// <param name="ids">Not too many: their bytes come in one answer.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>In the same order; null for one the node does not have any more.</returns>
    internal Task<byte[]?[]> GetRawTransactionsAsync(IReadOnlyList<Hash256> ids, CancellationToken cancellationToken) =>
        _connection.CallEachAsync("getrawtransaction", [.. ids.Select(id => $"\"{id}\",0")], Unknown, RpcResult.Bytes, cancellationToken);

    /// <summary>Closes the connections; calls under way end with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _connection.Dispose();
}
