using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace ZmqNative.IntegrationTests;

/// <summary>Every recording, published by the tool and compared with what bitcoind sent.</summary>
public sealed class ReplayTests
{
    private const string Anywhere = "tcp://127.0.0.1:*";

    private static IEnumerable<string> Traces => RecordedTrace.Names.Order();

    [TestCaseSource(nameof(Traces))]
    public void Subscribers_receive_what_bitcoind_sent_byte_for_byte(string name)
    {
        using TempFolder folder = new();
        RecordedTrace trace = new(name, folder.Child("s"));
        ILookup<string, Notification> expected = trace.Messages;
        SkipWhatThisMachineLacks(expected.Select(address => address.Key));
        using Tool publisher = Publish(trace, subscribers: 1);
        List<Receiver> receivers = [.. expected.Select(address => new Receiver(address.Key, publisher.EndpointOf(address.Key), address.Count()))];
        try
        {
            Assert.That(publisher.WaitForExit(), Is.Zero, publisher.Error.ToString);
            foreach (Receiver receiver in receivers)
            {
                Assert.That(receiver.ReceiveToTheEnd(), Is.EqualTo(expected[receiver.Address]), receiver.Address);
            }
        }
        finally
        {
            receivers.ForEach(receiver => receiver.Dispose());
        }
    }

    [Test]
    public void Nothing_is_sent_before_the_last_subscriber_awaited_has_come()
    {
        RecordedTrace trace = new("mine-blocks", string.Empty);
        using Tool publisher = Publish(trace, subscribers: 2);
        string endpoint = publisher.EndpointOf(Anywhere);
        using RawClient first = new(endpoint);
        first.Handshake();
        // Begins later and waits for one only; when it is done, ours would be too, if it did not wait for the second.
        using (Tool other = Publish(trace, subscribers: 1))
        {
            using NetMqSubscriber only = new(other.EndpointOf(Anywhere));
            Assert.That(other.WaitForExit(), Is.Zero);
        }
        using NetMqSubscriber second = new(endpoint);
        Assert.That(publisher.WaitForExit(), Is.Zero, publisher.Error.ToString);
        Assert.That(second.ReceiveToTheEnd(), Is.EqualTo(trace.Messages[Anywhere]));
    }

    // A subscription follows the handshake, and nothing shows when it has come: on a busy machine it took longer than the default.
    private static Tool Publish(RecordedTrace trace, int subscribers) =>
        Tool.Start(["publish", "--trace", trace.Folder, "--wait-for-subscribers", $"{subscribers}", "--settle", "1500", "--exit", .. trace.Options]);

    private static void SkipWhatThisMachineLacks(IEnumerable<string> addresses)
    {
        if (addresses.Any(address => address.Contains("[::1]", StringComparison.Ordinal)))
        {
            try
            {
                using TcpListener probe = new(IPAddress.IPv6Loopback, 0);
                probe.Start();
            }
            catch (SocketException)
            {
                Assert.Ignore("This machine has no IPv6 loopback address.");
            }
        }
        if (OperatingSystem.IsWindows() && addresses.Any(address => address.StartsWith("ipc:", StringComparison.Ordinal)))
        {
            Assert.Ignore("bitcoind knows no unix: on Windows.");
        }
    }

    /// <summary>NetMQ, or our own subscriber where NetMQ's ipc is something else than a socket file.</summary>
    private sealed class Receiver(string address, string endpoint, int count) : IDisposable
    {
        private readonly NetMqSubscriber? _netMq = address.StartsWith("ipc:", StringComparison.Ordinal) ? null : new NetMqSubscriber(endpoint);
        private readonly Tool? _own = address.StartsWith("ipc:", StringComparison.Ordinal) ? Tool.Start("subscribe", "--json", "--count", $"{count}", endpoint) : null;

        public string Address => address;

        public List<Notification> ReceiveToTheEnd()
        {
            if (_netMq is not null)
            {
                return _netMq.ReceiveToTheEnd();
            }
            Assert.That(_own!.WaitForExit(), Is.Zero);
            return [.. _own.Output.All.Where(line => !line.StartsWith("{\"event\"", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line)).Select(json =>
                new Notification(json.GetProperty("topic").GetString()!, json.GetProperty("body").GetString()!, json.GetProperty("seq").GetString()))];
        }

        public void Dispose()
        {
            _netMq?.Dispose();
            _own?.Dispose();
        }
    }
}
