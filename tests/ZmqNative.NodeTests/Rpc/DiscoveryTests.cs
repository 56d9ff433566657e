using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;
using ZmqNative.Subscribing;

namespace ZmqNative.NodeTests.Rpc;

/// <summary>At which addresses a node's topics are found, and what is said of those that lead nowhere.</summary>
public sealed class DiscoveryTests
{
    private static readonly Uri s_elsewhere = new("http://192.0.2.1:8332");
    private static readonly Uri s_here = new("http://127.0.0.1:8332");

    [Test]
    public async Task Each_message_of_a_node_with_several_addresses_comes_once()
    {
        string[] addresses = [Port.FreeAddress(), Port.FreeAddress()];
        using RegtestNode node = RegtestNode.Start([.. addresses.SelectMany(address => (string[])[$"-zmqpubhashblock={address}", $"-zmqpubsequence={address}"]), $"-zmqpubhashtx={addresses[1]}"]);
        using NodeRpc rpc = node.Connect();

        PublisherDiscovery found = await PublisherDiscovery.FindAsync(rpc, []);
        Assert.That(found.Addresses, Is.EqualTo([addresses[1]]));
        Assert.That((await PublisherDiscovery.FindAsync(rpc, ["hashblock"])).Addresses, Is.EqualTo([addresses[0]]));

        using CancellationTokenSource deadline = new(RegtestNode.Deadline);
        await using NotificationSubscriber subscriber = new(new NotificationSubscriberOptions { Addresses = [.. found.Addresses], Topics = { "hashblock" } });
        while (await subscriber.ReadAsync(deadline.Token) is not StateChanged { State: SubscriberState.Live })
        {
        }
        // The subscription is there when a block comes; then each comes once.
        List<string> seen = [];
        while (seen.Count < 5)
        {
            _ = node.Generate(1);
            Task<StreamItem?> next = subscriber.ReadAsync(deadline.Token).AsTask();
            if (await next is HashBlock block)
            {
                seen.Add($"{block.Hash}");
            }
        }
        Assert.That(seen, Is.Unique);
    }

    [Test]
    public void An_address_for_each_topic_and_no_more()
    {
        ActiveNotification[] rows = [Row("hashblock", "tcp://127.0.0.1:1"), Row("rawtx", "tcp://127.0.0.1:2"), Row("hashblock", "tcp://127.0.0.1:2"), Row("sequence", "tcp://127.0.0.1:3")];
        Assert.That(Find(s_here, rows).Addresses, Is.EqualTo(["tcp://127.0.0.1:2", "tcp://127.0.0.1:3"]));
        Assert.That(Find(s_here, rows, "hash", "raw").Addresses, Is.EqualTo(["tcp://127.0.0.1:2"]));
        Assert.That(Find(s_here, rows, "hashblock", "rawblock").MissingTopics, Is.EqualTo(["rawblock"]));
    }

    [Test]
    public void A_topic_that_has_to_come_twice_is_named()
    {
        ActiveNotification[] rows = [Row("hashblock", "tcp://127.0.0.1:1"), Row("rawtx", "tcp://127.0.0.1:1"), Row("hashblock", "tcp://127.0.0.1:2"), Row("sequence", "tcp://127.0.0.1:2")];
        PublisherDiscovery found = Find(s_here, rows);
        Assert.That(found.Addresses, Is.EqualTo(["tcp://127.0.0.1:1", "tcp://127.0.0.1:2"]));
        Assert.That(found.Warnings, Is.EqualTo(["Each hashblock comes twice, from tcp://127.0.0.1:1 and tcp://127.0.0.1:2: no address of the node has all topics without it."]));
    }

    [TestCase("tcp://0.0.0.0:28332")]
    [TestCase("tcp://*:28332")]
    [TestCase("tcp://[::]:28332")]
    [TestCase("tcp://[::0]:28332")]
    [TestCase("tcp://0:28332")]
    public void An_address_for_all_interfaces_is_the_nodes_host(string address)
    {
        PublisherDiscovery found = Find(s_elsewhere, [Row("rawtx", address)]);
        Assert.That(found.Addresses, Is.EqualTo(["tcp://192.0.2.1:28332"]));
        Assert.That(found.Warnings, Is.Empty);
    }

    [TestCase("tcp://127.0.0.1:28332")]
    [TestCase("tcp://127.1.2.3:28332")]
    [TestCase("tcp://localhost:28332")]
    [TestCase("tcp://[::1]:28332")]
    [TestCase("tcp://[::ffff:127.0.0.1]:28332")]
    public void The_loopback_of_a_node_elsewhere_is_named(string address)
    {
        PublisherDiscovery found = Find(s_elsewhere, [Row("rawtx", address)]);
        Assert.That(found.Addresses, Is.EqualTo([address]));
        Assert.That(found.Warnings, Is.EqualTo([$"The node at http://192.0.2.1:8332 publishes at {address}, its own loopback: without a tunnel to it nothing arrives here; let the node publish at an address of its network."]));
        Assert.That(Find(s_here, [Row("rawtx", address)]).Warnings, Is.Empty);
    }

    [TestCase("unix:/run/blocks")]
    [TestCase("ipc:///run/blocks")]
    public void The_socket_of_a_node_elsewhere_is_named(string address)
    {
        Assert.That(Find(s_elsewhere, [Row("rawtx", address)]).Warnings, Has.One.StartsWith("The node at http://192.0.2.1:8332 publishes at ipc:///run/blocks, a file of its own machine: "));
        Assert.That(Find(s_here, [Row("rawtx", address)]).Warnings, Is.Empty);
    }

    [Test]
    public void The_name_of_a_container_that_does_not_resolve_here_is_named() =>
        Assert.That(
            Find(s_elsewhere, [Row("rawtx", "tcp://bitcoind.invalid:28332")]).Warnings,
            Is.EqualTo(["The node at http://192.0.2.1:8332 publishes at tcp://bitcoind.invalid:28332, and the name bitcoind.invalid does not resolve here: name the address to connect to, such as tcp://192.0.2.1:28332."]));

    private static ActiveNotification Row(string topic, string address) => new($"pub{topic}", address, 1000);

    private static PublisherDiscovery Find(Uri node, ActiveNotification[] rows, params string[] topics) => PublisherDiscovery.Of(rows, topics, node);
}
