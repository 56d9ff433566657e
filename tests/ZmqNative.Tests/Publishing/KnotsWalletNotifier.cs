using ZmqNative.Bitcoin;
using ZmqNative.Protocol;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>One of Bitcoin Knots' two wallet notifiers, as a node's author would write it outside the library.</summary>
public abstract class KnotsWalletNotifier(Topic fromBlock, Topic fromMempool) : PublishNotifier
{
    public bool NotifyWalletTransaction(Transaction transaction, bool inBlock) => Publish(inBlock ? fromBlock : fromMempool, transaction);

    protected abstract bool Publish(Topic topic, Transaction transaction);
}

public sealed class HashWalletNotifier() : KnotsWalletNotifier(s_fromBlock, s_fromMempool)
{
    private static readonly Topic s_fromBlock = new("hashwallettx-block");
    private static readonly Topic s_fromMempool = new("hashwallettx-mempool");

    protected override bool Publish(Topic topic, Transaction transaction)
    {
        Span<byte> body = stackalloc byte[Hash256.Length];
        transaction.Id.CopyReversedTo(body);
        return SendMessage(topic, body);
    }
}

public sealed class RawWalletNotifier() : KnotsWalletNotifier(s_fromBlock, s_fromMempool)
{
    private static readonly Topic s_fromBlock = new("rawwallettx-block");
    private static readonly Topic s_fromMempool = new("rawwallettx-mempool");

    protected override bool Publish(Topic topic, Transaction transaction) => SendMessage(topic, transaction.Raw.Span);
}
