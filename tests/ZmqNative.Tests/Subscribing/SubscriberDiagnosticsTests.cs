using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using ZmqNative.Diagnostics;
using ZmqNative.Interop;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Diagnostics;

namespace ZmqNative.Tests.Subscribing;

/// <summary>What a subscriber logs and counts, over real sockets.</summary>
[NonParallelizable]
public sealed partial class SubscriberDiagnosticsTests
{
    [Test]
    public void Connections_and_states_are_logged()
    {
        using EventLog log = new();
        FakePublisher publisher = new();
        string address = publisher.Address, escaped = Regex.Escape(address);
        using (TestStream stream = new(TestStream.Options(address), log))
        {
            log.WaitFor($"114 Information State of the subscriber to {escaped} is Live");
            Assert.That(log.Lines.TakeLast(2), Is.EqualTo((string[])[
                $"101 Debug Handshake with {address} completed",
                $"114 Information State of the subscriber to {address} is Live"]));
            publisher.Dispose();
            log.WaitFor($"103 Debug Disconnected from {escaped}: the connection broke, or was silent for too long; next attempt in \\d+ ms");
            log.WaitFor($"114 Information State of the subscriber to {escaped} is Recovering");
            log.WaitFor($"104 Debug No connection to {escaped}: the connection is refused: nobody listens at .*; next attempt in \\d+ ms");
            log.WaitFor($"115 Warning Waiting for {escaped}: the connection is refused: nobody listens at .*");
        }
        Assert.That(log.Lines.Last(), Is.EqualTo($"114 Information State of the subscriber to {address} is Stopped"));
    }

    /// <summary>The wrong port: a service that speaks another protocol.</summary>
    [Test]
    public void What_is_waited_for_is_a_warning()
    {
        using EventLog log = new();
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string address = $"tcp://{listener.LocalEndpoint}";
        using TestStream stream = new(TestStream.Options(address), log);
        using (Socket accepted = listener.AcceptSocket())
        {
            accepted.Send("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8);
        }
        log.WaitFor($"115 Warning Waiting for {Regex.Escape(address)}: no ZMQ is spoken there, but HTTP, as at the port of a node's RPC");
        Assert.That(stream.WaitFor<Waiting>().Reason, Does.StartWith("no ZMQ is spoken there, but HTTP"));
    }

    [Test]
    public void Losses_are_logged_and_counted()
    {
        using Meters meters = new();
        using EventLog log = new();
        FakePublisher publisher = new();
        string address = publisher.Address;
        using TestStream stream = new(TestStream.Options(address), log);
        log.WaitFor("114 .* is Live");
        publisher.WaitForSubscription();
        foreach (uint counter in (uint[])[7, 10, 10, 3])
        {
            publisher.Send("hashtx", counter);
        }
        publisher.Send("hashblock", new byte[31], 0);
        Assert.That(stream.Show(8), Is.EqualTo((string[])[
            "hashtx 7", "gap hashtx 8 10 2", "hashtx 10", "duplicate hashtx 10", "hashtx 10", "restarted hashtx 11 3", "hashtx 3",
            "malformed hashblock: the body is not 32 bytes (9 31 4)"]));
        publisher.Dispose();
        using FakePublisher second = new(address);
        second.WaitForSubscription().Send("hashtx", 6);
        Assert.That(stream.Show(2), Is.EqualTo((string[])["discontinuity hashtx 4 6", "hashtx 6"]));

        Assert.That(log.Lines.Where(line => !line.Contains("Debug", StringComparison.Ordinal) && !line.StartsWith("114", StringComparison.Ordinal)), Is.EqualTo((string[])[
            $"105 Warning Gap in hashtx of {address}: 2 messages are missing, expected 8, received 10",
            $"107 Warning Publisher at {address} was restarted: hashtx expected 11, received 3",
            $"108 Warning Malformed hashblock from {address}: the body is not 32 bytes",
            $"106 Warning Discontinuity in hashtx of {address} after a new connection: expected 4, received 6"]));
        Assert.That(log.Find($"109 Debug Duplicate hashtx from {Regex.Escape(address)}: 10 was received twice"));

        string tags = $"{{topic=hashtx,address={address}}}";
        Assert.Multiple(() =>
        {
            Assert.That(meters[$"zmqnative.received.messages{tags}"], Is.EqualTo(5));
            Assert.That(meters[$"zmqnative.received.bytes{tags}"], Is.EqualTo(5 * (6 + 32 + 4)));
            Assert.That(meters[$"zmqnative.received.bytes{{topic=hashblock,address={address}}}"], Is.EqualTo(9 + 31 + 4));
            Assert.That(meters[$"zmqnative.gaps{tags}"], Is.EqualTo(1));
            Assert.That(meters[$"zmqnative.missed.messages{tags}"], Is.EqualTo(2));
            Assert.That(meters[$"zmqnative.restarts{tags}"], Is.EqualTo(1));
            Assert.That(meters[$"zmqnative.discontinuities{tags}"], Is.EqualTo(1));
            Assert.That(meters[$"zmqnative.malformed{{topic=hashblock,address={address}}}"], Is.EqualTo(1));
        });
    }

    [TestCase(OverflowPolicy.DropOldest)]
    [TestCase(OverflowPolicy.DropNewest)]
    public void Dropping_is_logged_when_it_begins_and_ends_and_counted(OverflowPolicy overflow)
    {
        using Meters meters = new();
        using EventLog log = new();
        using FakePublisher publisher = new();
        string address = publisher.Address;
        NotificationSubscriberOptions options = TestStream.Options(address);
        (options.QueueCapacity, options.Overflow) = (10, overflow);
        using TestStream stream = new(options, log);
        _ = stream.WaitFor<StateChanged>();
        publisher.WaitForSubscription();
        for (uint i = 0; i < 30; i++)
        {
            publisher.Send("hashtx", i);
        }
        meters.WaitFor($"zmqnative.dropped{{topic=hashtx,address={address}}}", 20);
        meters.WaitFor($"zmqnative.subscriber.queue.length{{address={address}}}", 10);
        Assert.That(log.Lines.Where(line => line.StartsWith("11", StringComparison.Ordinal) && !line.StartsWith("114", StringComparison.Ordinal)), Is.EqualTo((string[])[
            $"110 Warning Queue of 10 items is full: notifications are dropped, the first is hashtx from {address}"]));
        Assert.That(Enumerable.Range(0, 11).Select(_ => stream.Next()).OfType<Dropped>().Sum(dropped => dropped.Count), Is.EqualTo(20));
        publisher.Send("hashtx", 30);
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo("hashtx 30"));
        Assert.That(log.Find("111 Information Queue is half empty again: 20 notifications were dropped"));
    }

    [Test]
    public void Silence_is_logged()
    {
        using EventLog log = new();
        using FakePublisher publisher = new();
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        options.StallAfter["hashblock"] = TimeSpan.FromMilliseconds(20);
        options.MissingTopics.Add("rawtx");
        using TestStream stream = new(options, log);
        string address = Regex.Escape(publisher.Address);
        log.WaitFor($"115 Warning Waiting for {address}: the node does not publish rawtx");
        log.WaitFor($"112 Warning No hashblock from {address} for 00:00:00\\.0200000: reconnecting");
    }

    [Test]
    public void Connections_that_are_up_are_counted_for_each_address()
    {
        using Meters meters = new();
        using FakePublisher first = new();
        FakePublisher second = new();
        using (TestStream stream = new(TestStream.Options(first.Address, second.Address)))
        {
            meters.WaitFor(Series(first), 1);
            meters.WaitFor(Series(second), 1);
            using (new TestStream(TestStream.Options(first.Address)))
            {
                meters.WaitFor(Series(first), 2);
            }
            Assert.That(meters[Series(first)], Is.EqualTo(1), "of two subscribers one is left");
            second.Dispose();
            meters.WaitFor(Series(second), 0);
        }
        Assert.That((meters[Series(first)], meters[Series(second)]), Is.EqualTo(((double?)null, (double?)null)), "the subscriber is disposed of");

        static string Series(FakePublisher publisher) => $"zmqnative.subscriber.connections{{address={publisher.Address}}}";
    }

    /// <summary>Each topic would be a time series of its own in the collector of metrics.</summary>
    [Test]
    public void A_publisher_that_invents_topics_makes_no_series_of_each()
    {
        using Meters meters = new();
        using FakePublisher publisher = new();
        using TestStream stream = new(TestStream.Options(publisher.Address));
        publisher.WaitForSubscription();
        for (uint i = 0; i < 300; i++)
        {
            publisher.Send($"topic {i}", i);
        }
        meters.WaitFor($"zmqnative.received.messages{{topic=(other),address={publisher.Address}}}", 300 - 256);
    }

    [Test]
    public void Event_ids_are_unique_begin_at_100_and_are_in_the_documentation()
    {
        int[] ids = [.. typeof(SubscriberLog).GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>().Select(attribute => attribute.EventId)];
        string page = File.ReadAllText(Path.Combine(TestData.Root, "..", "..", "docs", "diagnostics.md"));
        Assert.That(ids, Is.Unique.And.All.InRange(100, 199));
        Assert.That(EventRow().Matches(page).Select(row => int.Parse(row.Groups[1].Value)), Is.EquivalentTo(ids));
    }

    [Test]
    public void Instruments_are_in_the_documentation()
    {
        using Meters meters = new();
        Meters.CreateInstruments();
        List<string> instruments = [.. meters.Instruments.Select(instrument => instrument.Name)];
        using MeterListener binding = new()
        {
            InstrumentPublished = (instrument, _) => instruments.AddRange(instrument.Meter.Name == "ZmqNative.Interop" ? [instrument.Name] : []),
        };
        Assert.That(ZmqLibrary.Version, Is.Not.Null, "the binding's meter exists once libzmq is loaded");
        binding.Start();
        string page = File.ReadAllText(Path.Combine(TestData.Root, "..", "..", "docs", "diagnostics.md"));
        Assert.That(InstrumentRow().Matches(page).Select(row => row.Groups[1].Value), Is.EquivalentTo(instruments));
    }

    [GeneratedRegex(@"^\| (1\d\d) \|", RegexOptions.Multiline)]
    private static partial Regex EventRow();

    [GeneratedRegex(@"^\| `(zmqnative\.[a-z.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex InstrumentRow();
}
