using System.Globalization;
using System.Text.Json;
using ZmqNative.Bitcoin;
using ZmqNative.Protocol;

namespace ZmqNative.Node.Rpc;

/// <summary>
/// Calls a node's RPC for what its notifications do not carry (Bitcoin Core's JSON-RPC over HTTP).
/// May be used by any number of threads in parallel.
/// </summary>
/// <remarks>
/// Every call throws <see cref="RpcException"/> if the node refuses it or cannot be reached,
/// <see cref="OperationCanceledException"/> if it is cancelled and
/// <see cref="ObjectDisposedException"/> after <see cref="Dispose"/>. No call is retried, except
/// one whose cookie changed while it was under way.
/// </remarks>
public sealed class NodeRpc : IDisposable
{
    // RPC_INVALID_ADDRESS_OR_KEY: the node does not know the block or transaction.
    internal const int Unknown = -5;

    // Core: RPC_METHOD_NOT_FOUND.
    private const int NoMethod = -32601;

    // RPC_MISC_ERROR, for example for a block that was pruned.
    internal const int Unavailable = -1;

    // RPC_INVALID_PARAMETER: a height above the tip.
    internal const int InvalidParameter = -8;

    internal const string GetNotifications = "getzmqnotifications";

    private readonly RpcConnection _connection;

    /// <summary>
    /// Logs in with the node's cookie file. Stores the address; the first call connects.
    /// </summary>
    /// <param name="address">
    /// The address of the node's RPC: http://127.0.0.1:8332 (18443 on regtest).
    /// </param>
    /// <param name="cookieFile">
    /// The file <c>.cookie</c> in the node's data directory (in a subdirectory for test networks:
    /// <c>regtest/.cookie</c>), or the one named by <c>-rpccookiefile</c>. It need not exist yet; it
    /// is read for each call, because a node writes a new one whenever it starts.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The address is not http or https, or contains a user name.
    /// </exception>
    public NodeRpc(Uri address, string cookieFile)
        : this(address, RpcCredentials.Cookie(cookieFile))
    {
    }

    /// <summary>
    /// Logs in with a user of <c>-rpcauth</c>, or of <c>-rpcuser</c> and <c>-rpcpassword</c>. Stores
    /// the address; the first call connects.
    /// </summary>
    /// <param name="address">
    /// The address of the node's RPC: http://127.0.0.1:8332 (18443 on regtest).
    /// </param>
    /// <param name="user">The name, without a colon.</param>
    /// <param name="password">The password; any text. No message shows it.</param>
    /// <exception cref="ArgumentException">
    /// The address is not http or https, or contains a user name; or the user's name has a colon.
    /// </exception>
    public NodeRpc(Uri address, string user, string password)
        : this(address, RpcCredentials.Password(user, password))
    {
    }

    internal NodeRpc(Uri address, RpcCredentials credentials)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(credentials);
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0)
        {
            throw new ArgumentException(
                "A node's RPC has an address such as http://127.0.0.1:8332, without user and password.",
                nameof(address));
        }
        Address = address;
        _connection = new RpcConnection(address, credentials);
    }

    /// <summary>The address of the node's RPC.</summary>
    public Uri Address { get; }

    /// <summary>
    /// The time limit of a call, from connecting to the last byte (default: 30 s).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The value is neither positive nor <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </exception>
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
    /// <param name="height">
    /// From 0 (genesis) to the height of the tip; the node answers -8 to a greater height.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<Hash256> GetBlockHashAsync(int height, CancellationToken cancellationToken = default) =>
        _connection.CallAsync(
            "getblockhash", height.ToString(CultureInfo.InvariantCulture), RpcResult.Hash, cancellationToken);

    /// <summary>
    /// A block's place in the tree of blocks, in the best chain or not (<c>getblockheader</c>,
    /// verbose).
    /// </summary>
    /// <param name="hash">A block of the node; it answers -5 to any other.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal Task<BlockHeaderInfo> GetBlockHeaderAsync(Hash256 hash, CancellationToken cancellationToken = default) =>
        _connection.CallAsync("getblockheader", $"\"{hash}\",true", RpcResult.BlockHeader, cancellationToken);

    /// <summary>
    /// The same as <see cref="GetBlockHeaderAsync"/>; null if the node does not know the block.
    /// </summary>
    /// <param name="hash">Any block.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal async Task<BlockHeaderInfo?> TryGetBlockHeaderAsync(
        Hash256 hash, CancellationToken cancellationToken = default)
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

    /// <summary>
    /// A block in its network serialisation with witness, the body of <c>rawblock</c>
    /// (<c>getblock</c>, verbosity 0).
    /// </summary>
    /// <param name="hash">
    /// A block that the node has; it answers -5 to any other, -1 to a block that it has pruned.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<byte[]> GetBlockAsync(Hash256 hash, CancellationToken cancellationToken = default) =>
        _connection.CallAsync("getblock", $"\"{hash}\",0", RpcResult.Bytes, cancellationToken);

    /// <summary>
    /// The txids in the mempool, with the mempool sequence of that moment (<c>getrawmempool false
    /// true</c>).
    /// </summary>
    internal Task<MempoolSnapshot> GetRawMempoolAsync(CancellationToken cancellationToken = default) =>
        _connection.CallAsync("getrawmempool", "false,true", RpcResult.Mempool, cancellationToken);

    /// <summary>
    /// The node's notifiers and their addresses (<c>getzmqnotifications</c>); a node built without
    /// ZMQ answers -32601.
    /// </summary>
    public Task<IReadOnlyList<ActiveNotification>> GetZmqNotificationsAsync(
        CancellationToken cancellationToken = default) =>
        _connection.CallAsync(GetNotifications, "", RpcResult.Notifications, cancellationToken);

    /// <summary>What a call that is retried waits for; null when the last one was answered.</summary>
    internal string? Pending => _connection.Pending;

    /// <summary>
    /// The address of the node's history as bound (<c>gethistoryinfo</c>, of <c>zmqnative publish</c>);
    /// null if it has none, or refuses the call, as bitcoind does.
    /// </summary>
    internal async Task<string?> FindHistoryAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.CallAsync(
                "gethistoryinfo",
                "",
                result => result.ValueKind == JsonValueKind.Null
                    ? null : RpcResult.Member(result, "endpoint").GetString(),
                cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception) when (!exception.IsUnreachable && !exception.IsWarmingUp)
        {
            // bitcoind has no such method, and a whitelist or a proxy may refuse it in other words.
            return null;
        }
    }

    /// <summary>
    /// Waits until the tip is another one than at the start of the call (<c>waitfornewblock</c>).
    /// The call occupies one of the node's RPC threads.
    /// </summary>
    /// <param name="longest">The longest wait, less than <see cref="CallTimeout"/>.</param>
    /// <param name="cancellationToken">
    /// Ends the call on this side; the node continues to wait.
    /// </param>
    /// <returns>The tip, whether it is new or not.</returns>
    internal Task<Hash256> WaitForNewBlockAsync(TimeSpan longest, CancellationToken cancellationToken) =>
        _connection.CallAsync(
            "waitfornewblock",
            ((int)Math.Ceiling(longest.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture),
            result => RpcResult.Hash(RpcResult.Member(result, "hash")),
            cancellationToken);

    /// <summary>
    /// Whether the node is still in its initial block download (<c>getblockchaininfo</c>).
    /// </summary>
    internal Task<bool> IsInInitialDownloadAsync(CancellationToken cancellationToken) =>
        _connection.CallAsync(
            "getblockchaininfo",
            "",
            result => RpcResult.Member(result, "initialblockdownload").GetBoolean(),
            cancellationToken);

    /// <summary>
    /// Whether the node has loaded its mempool from disk; its RPC answers before that
    /// (<c>getmempoolinfo</c>).
    /// </summary>
    internal Task<bool> IsMempoolLoadedAsync(CancellationToken cancellationToken) =>
        _connection.CallAsync(
            "getmempoolinfo", "", result => RpcResult.Member(result, "loaded").GetBoolean(), cancellationToken);

    /// <summary>The number of transactions in the mempool (<c>getmempoolinfo</c>).</summary>
    internal Task<int> GetMempoolSizeAsync(CancellationToken cancellationToken) =>
        _connection.CallAsync(
            "getmempoolinfo", "", result => RpcResult.Member(result, "size").GetInt32(), cancellationToken);

    /// <summary>
    /// Transactions of the mempool in network serialisation, in one request
    /// (<c>getrawtransaction</c>).
    /// </summary>
    /// <param name="ids">A limited number, because one answer has the bytes of all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The bytes in the same order; null for a transaction that the node no longer has.
    /// </returns>
    internal Task<byte[]?[]> GetRawTransactionsAsync(IReadOnlyList<Hash256> ids, CancellationToken cancellationToken) =>
        _connection.CallEachAsync(
            "getrawtransaction", [.. ids.Select(id => $"\"{id}\",0")], Unknown, RpcResult.Bytes, cancellationToken);

    /// <summary>A block's header, 80 bytes (<c>getblockheader</c>, not verbose).</summary>
    internal Task<byte[]> GetRawHeaderAsync(Hash256 hash, CancellationToken cancellationToken) =>
        _connection.CallAsync("getblockheader", $"\"{hash}\",false", RpcResult.Bytes, cancellationToken);

    /// <summary>Whether a transaction is in the mempool (<c>getmempoolentry</c>).</summary>
    internal async Task<bool> IsInMempoolAsync(Hash256 id, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.CallAsync("getmempoolentry", $"\"{id}\"", _ => true, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.Code == Unknown)
        {
            return false;
        }
    }

    /// <summary>
    /// The block with a transaction (<c>getrawtransaction</c>, verbose, which needs <c>-txindex</c>;
    /// else <c>gettxout</c> of its first output, while that is unspent); null if it is not found.
    /// </summary>
    internal async Task<Hash256?> FindBlockOfTransactionAsync(Hash256 id, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.CallAsync(
                "getrawtransaction",
                $"\"{id}\",true",
                result => RpcResult.OptionalHash(result, "blockhash"),
                cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.Code == Unknown)
        {
        }
        (Hash256 Tip, int Confirmations)? output = await _connection.CallAsync<(Hash256, int)?>(
            "gettxout", $"\"{id}\",0,false", RpcResult.Output, cancellationToken).ConfigureAwait(false);
        if (output is not { Confirmations: > 0 } found)
        {
            return null;
        }
        int height = (await GetBlockHeaderAsync(found.Tip, cancellationToken).ConfigureAwait(false)).Height;
        return await GetBlockHashAsync(height - found.Confirmations + 1, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Closes the connections; pending calls end with <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose() => _connection.Dispose();
}
