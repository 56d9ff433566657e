using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.NodeTests;

/// <summary>Following a real node where the start is not safe.</summary>
public sealed class FollowNodeTests
{
    private readonly List<string> _steps = [];
    private string _address = null!;
    private RegtestNode _node = null!;
    private NodeRpc _rpc = null!;

    [SetUp]
    public void StartNode()
    {
        _address = Port.FreeAddress();
        _node = RegtestNode.Start($"-zmqpubhashblock={_address}", $"-zmqpubsequence={_address}");
        _node.Generate(5);
        _node.Flush();
        _rpc = _node.Connect();
        _steps.Clear();
    }

    [TearDown]
    public void EndNode()
    {
        _rpc?.Dispose();
        _node?.Dispose();
    }

    [Test]
    public void A_reorganisation_below_the_start()
    {
        BlockFollower follower = new(_rpc, _node.BlockAt(4));
        using FollowLoop loop = new(_node, _address, (item, token) => Observe(follower, item, token));
        int height = _node.Height;
        _node.Reorganise(height - 1);
        loop.RunTo(_node);
        Assert.That(_steps, Is.EqualTo((string[])
        [
            .. Enumerable.Range(5, height - 4).Select(at => $"+{at}"),
            .. Enumerable.Range(2, height - 1).Reverse().Select(at => $"-{at}"),
            .. Enumerable.Range(2, height + 1).Select(at => $"+{at}"),
        ]));
        Assert.That(follower.Tip, Is.EqualTo(_node.Tip));
    }

    [Test]
    public void A_start_that_the_node_does_not_know()
    {
        Hash256 unknown = new(Enumerable.Range(0, Hash256.Length).Select(i => (byte)i).ToArray());
        BlockFollower follower = new(_rpc, unknown);
        Assert.That(() => Observe(follower, new HandshakeDone(_address, default), default), Throws.TypeOf<InvalidDataException>().With.Message.Contain($"{unknown}"));
    }

    [Test]
    public void A_killed_node_that_has_lost_the_start_as_well()
    {
        BlockFollower follower = new(_rpc);
        using FollowLoop loop = new(_node, _address, (item, token) => Observe(follower, item, token));
        int height = _node.Height;
        BlockFollower late = new(_rpc, _node.Tip);
        Observe(late, new HandshakeDone(_address, default), default).GetAwaiter().GetResult();
        _steps.Clear();
        _node.Kill9();
        _node.Restart();
        Assert.That(_node.Height, Is.EqualTo(5), "the blocks were meant to be lost");
        Observe(late, new HandshakeDone(_address, default), default).GetAwaiter().GetResult();
        Assert.That(_steps, Is.EqualTo(Enumerable.Range(6, height - 5).Reverse().Select(at => $"-{at}")));
        loop.RunToConnection(_node);
        Assert.That(follower.Tip, Is.EqualTo(_node.Tip));
    }

    private async Task Observe(BlockFollower follower, StreamItem item, CancellationToken token)
    {
        await foreach (ChainStep step in follower.ObserveAsync(item, token))
        {
            _steps.Add($"{(step.IsConnected ? '+' : '-')}{step.Height}");
        }
    }
}
