using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.NodeTests;

/// <summary>Every way in and out of a real node's mempool; the mirror has what the node says.</summary>
public sealed class MirrorNodeTests
{
    [Test]
    public void Replacement_conflict_expiry_confirmation_and_return()
    {
        string address = Port.FreeAddress();
        using RegtestNode node = RegtestNode.Start($"-zmqpubsequence={address}", "-mempoolexpiry=1");
        node.Generate(115);
        using NodeRpc rpc = node.Connect();
        MempoolMirror mirror = new(rpc);
        using FollowLoop loop = new(node, address, async (item, token) => await mirror.ObserveAsync(item, token));
        void AssertEqual(string after)
        {
            loop.RunTo(node);
            Assert.That(mirror.State, Is.EqualTo(MempoolState.Live), after);
            Assert.That(mirror.TransactionIds, Is.EquivalentTo(node.Call("getrawmempool").AsArray().Select(id => Hash256.Parse(id!.GetValue<string>()))), after);
        }

        node.SendTransaction();
        AssertEqual("an addition");
        List<MempoolState> states = [];
        mirror.StateChanged += states.Add;

        Coin coin = node.TakeCoin();
        Spend parent = node.SendTransaction(coin, outputs: 3);
        Spend[] children = [node.SendTransaction(parent.Outputs[0]), node.SendTransaction(parent.Outputs[1])];
        Spend replacement = node.SendTransaction(coin, fee: 400_000);
        AssertEqual("a replacement with descendants");
        Assert.That(loop.Items.OfType<TransactionRemoved>().Select(item => item.TxId), Is.EquivalentTo([parent.Id, children[0].Id, children[1].Id]));
        Assert.That(mirror.TransactionIds, Does.Contain(replacement.Id));

        Coin contested = node.TakeCoin();
        Spend loser = node.SendTransaction(contested);
        node.GenerateWith(new Spend(contested, 2, 300_000));
        AssertEqual("a conflict with a block");
        Assert.That(mirror.TransactionIds, Does.Not.Contain(loser.Id));

        Spend returning = node.SendTransaction();
        node.Generate(1);
        AssertEqual("a confirmation");
        Assert.That(mirror.TransactionIds, Does.Not.Contain(returning.Id));
        node.Reorganise(2);
        AssertEqual("a reorganisation");
        Assert.That(mirror.TransactionIds, Does.Contain(returning.Id));

        node.Call("setmocktime", DateTimeOffset.UtcNow.AddHours(2).ToUnixTimeSeconds());
        Spend young = node.SendTransaction();
        AssertEqual("an expiry");
        Assert.That(mirror.TransactionIds, Is.EquivalentTo([young.Id]));
        Assert.That(states, Is.Empty, "nothing of this is a loss");
    }
}
