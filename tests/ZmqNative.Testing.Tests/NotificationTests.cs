using NetMQ;
using NetMQ.Sockets;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;

namespace ZmqNative.Testing.Tests;

public sealed class NotificationTests
{
    private const string Shown = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private static readonly Hash256 s_hash = Hash256.Parse(Shown);

    private static readonly TestCaseData[] s_kinds =
    [
        Kind(publisher => publisher.HashBlock(s_hash), $"hashblock {Shown}"),
        Kind(publisher => publisher.RawBlock([1, 2, 3]), "rawblock 010203"),
        Kind(publisher => publisher.HashTransaction(s_hash), $"hashtx {Shown}"),
        Kind(publisher => publisher.RawTransaction([4, 5]), "rawtx 0405"),
        Kind(publisher => publisher.BlockConnected(s_hash), $"sequence {Shown}43"),
        Kind(publisher => publisher.BlockDisconnected(s_hash), $"sequence {Shown}44"),
        Kind(publisher => publisher.TransactionAdded(s_hash, 0x0102030405060708), $"sequence {Shown}410807060504030201"),
        Kind(publisher => publisher.TransactionRemoved(s_hash, ulong.MaxValue), $"sequence {Shown}52ffffffffffffffff"),
        Kind(publisher => publisher.Publish("mytopic", "hello"u8), "mytopic 68656c6c6f"),
    ];

    [TestCaseSource(nameof(s_kinds))]
    public void Each_kind_is_what_bitcoind_sends_and_counts_for_its_topic(Action<TestPublisher> publish, string expected)
    {
        using TestPublisher publisher = new();
        using RawSubscriber subscriber = new(publisher.Address, "");
        string topic = expected[..expected.IndexOf(' ')];
        publisher.WaitForSubscriber(TestRun.Deadline, topic);
        publish(publisher);
        publisher.Publish("another", []);
        publish(publisher);
        Assert.That((subscriber.Receive(), subscriber.Receive(), subscriber.Receive()), Is.EqualTo(($"{expected} 0", "another  0", $"{expected} 1")));
        Assert.That((publisher.Counter(topic), publisher.Counter("silent")), Is.EqualTo((2u, 0u)));
    }

    [Test]
    public void NetMQ_receives_the_same_as_libzmq()
    {
        using TestPublisher publisher = new();
        using SubscriberSocket subscriber = new();
        subscriber.Options.Linger = TimeSpan.Zero;
        subscriber.Connect(publisher.Address);
        subscriber.Subscribe("hashblock");
        publisher.WaitForSubscriber(TestRun.Deadline, "hashblock");
        publisher.HashTransaction(s_hash);
        publisher.HashBlock(s_hash);
        NetMQMessage? message = null;
        Assert.That(subscriber.TryReceiveMultipartMessage(TestRun.Deadline, ref message));
        Assert.That(message!.Select(frame => Convert.ToHexStringLower(frame.ToByteArray())), Is.EqualTo(new[] { Convert.ToHexStringLower("hashblock"u8), Shown, "00000000" }));
    }

    [Test]
    public void A_tip_is_told_as_bitcoind_tells_it()
    {
        byte[] raw = File.ReadAllBytes(Path.Combine(TestData.Blocks, "mainnet-300025.raw"));
        Block block = Block.Parse(raw);
        using TestPublisher publisher = new();
        using RawSubscriber subscriber = new(publisher.Address, "");
        publisher.WaitForSubscriber(TestRun.Deadline, "hashblock");
        publisher.ConnectTip(raw);
        publisher.DisconnectTip(raw);
        List<string> expected = [];
        uint number = 0;
        foreach ((string Label, string[] After) step in new[] { ("43 0", new[] { $"hashblock {block.Hash} 0", $"rawblock {Convert.ToHexStringLower(raw)} 0" }), ("44 1", []) })
        {
            foreach (Transaction transaction in block.Transactions)
            {
                expected.Add($"hashtx {transaction.Id} {number}");
                expected.Add($"rawtx {Convert.ToHexStringLower(transaction.Raw.Span)} {number++}");
            }
            expected.AddRange([$"sequence {block.Hash}{step.Label}", .. step.After]);
        }
        Assert.That(expected.Select(_ => subscriber.Receive()).ToList(), Is.EqualTo(expected));
    }

    [Test]
    public void What_is_no_block_is_not_published()
    {
        using TestPublisher publisher = new();
        Assert.That(() => publisher.ConnectTip(new byte[80]), Throws.InstanceOf<InvalidDataException>());
        Assert.That(publisher.Counter("hashtx"), Is.Zero);
    }

    [Test]
    public void Threads_that_publish_at_once_get_numbers_of_their_own()
    {
        const int Threads = 4, Each = 500;
        using TestPublisher publisher = new();
        using RawSubscriber subscriber = new(publisher.Address, "");
        publisher.WaitForSubscriber(TestRun.Deadline, "hashtx");
        Task all = Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                publisher.HashTransaction(s_hash);
            }
        })));
        Assert.That(Enumerable.Range(0, Threads * Each).Select(_ => subscriber.Receive()), Is.EqualTo(Enumerable.Range(0, Threads * Each).Select(i => $"hashtx {Shown} {i}")));
        Assert.That(all.Wait(TestRun.Deadline));
    }

    [TestCase("tcp://127.0.0.1:*", "tcp://127.0.0.1:")]
    [TestCase("tcp://[::1]:*", "tcp://[::1]:")]
    [TestCase("unix:{0}", "ipc://{0}")]
    [TestCase("ipc://{0}", "ipc://{0}")]
    public void Any_address(string given, string expected)
    {
        if (given.Contains("{0}") && OperatingSystem.IsWindows())
        {
            Assert.Ignore("There are no unix sockets in libzmq on Windows.");
        }
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using TestPublisher publisher = new(string.Format(given, path));
            Assert.That(publisher.Address, Does.StartWith(string.Format(expected, path)));
            using RawSubscriber subscriber = new(publisher.Address, "");
            publisher.WaitForSubscriber(TestRun.Deadline, "hashblock");
            publisher.HashBlock(s_hash);
            Assert.That(subscriber.Receive(), Is.EqualTo($"hashblock {Shown} 0"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void An_address_that_cannot_be_bound()
    {
        using TestPublisher first = new();
        Assert.That(() => new TestPublisher(first.Address), Throws.InstanceOf<ZmqException>().With.Message.Contains(first.Address));
        Assert.That(() => new TestPublisher("nonsense"), Throws.InstanceOf<ZmqException>());
    }

    private static TestCaseData Kind(Action<TestPublisher> publish, string expected) => new(publish, expected) { TestName = $"{{m}}({expected})" };
}
