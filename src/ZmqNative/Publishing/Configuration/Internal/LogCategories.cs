using ZmqNative.Diagnostics;

namespace ZmqNative.Publishing;

/// <summary>The log categories of <c>-debug</c> and <c>-debugexclude</c>.</summary>
internal static class LogCategories
{
    // Those of any version of Core (LOG_CATEGORIES_BY_STR).
    private static readonly string[] s_all =
    [
        "addrman", "bench", "blockstorage", "cmpctblock", "coindb", "estimatefee", "http", "i2p", "ipc", "kernel",
        "leveldb", "libevent", "mempool", "mempoolrej", "net", "privatebroadcast", "proxy", "prune", "qt", "rand",
        "reindex", "rpc", "scan", "selectcoins", "tor", "txpackages", "txreconciliation", "validation", "walletdb",
        Log.Category,
    ];

    /// <summary>Whether the category zmq is enabled (Core: SetLoggingCategories).</summary>
    /// <exception cref="NotificationStartException">A category does not exist.</exception>
    internal static bool IncludeZmq(IEnumerable<string> debug, IEnumerable<string> excluded)
    {
        string[] names = [.. debug];
        // What stands before a name for none does not count.
        int start = Array.FindLastIndex(names, name => name is "0" or "none") + 1;
        // Both are checked.
        return Includes("debug", names[start..]) & !Includes("debugexclude", excluded);
    }

    private static bool Includes(string option, IEnumerable<string> names)
    {
        bool found = false;
        foreach (string name in names)
        {
            bool all = name is "" or "1" or "all";
            if (!all && !s_all.Contains(name))
            {
                throw new NotificationStartException($"Unsupported logging category -{option}={name}.");
            }
            found |= all || name == Log.Category;
        }
        return found;
    }
}
