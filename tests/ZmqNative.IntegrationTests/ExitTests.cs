using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ZmqNative.IntegrationTests;

/// <summary>How <c>zmqnative publish</c> ends.</summary>
public sealed class ExitTests
{
    private const string Anywhere = "tcp://127.0.0.1:*";

    private static IEnumerable<string> Publish(string trace, params IEnumerable<string> more) =>
        ["publish", "--trace", TestData.Trace(trace), "--wait-for-subscribers", "1", .. more];

    [Test]
    public void A_subscriber_that_takes_nothing_makes_exit_code_3()
    {
        // The same topic five times at one address: more than the kernel's buffers take.
        string[] options = [.. Enumerable.Repeat($"-zmqpubrawtx={Anywhere}", 5), "-zmqpubrawtxhwm=0"];
        using Tool publisher = Tool.Start(Publish("large-block", ["--exit", "--linger", "1", .. options]));
        using RawClient subscriber = new(publisher.EndpointOf(Anywhere));
        subscriber.Handshake();
        subscriber.Send(RawClient.Subscription);
        Assert.That(publisher.WaitForExit(), Is.EqualTo(3));
        Assert.That(publisher.Error.All[^1], Is.EqualTo("Error: subscribers had not taken everything after --linger=1 seconds; the rest was dropped."));
    }

    [Test]
    public void A_subscriber_that_reads_gets_everything_however_late()
    {
        RecordedTrace trace = new("large-block", string.Empty);
        using Tool publisher = Tool.Start(Publish("large-block", ["--exit", "--settle", "1500", .. trace.Options]));
        // Its own process has not even started to read when everything is queued.
        using Tool subscriber = Tool.Start("subscribe", "--json", "--count", $"{trace.Rows.Count()}", publisher.EndpointOf(Anywhere));
        Assert.That(publisher.WaitForExit(), Is.Zero, publisher.Error.ToString);
        Assert.That(subscriber.WaitForExit(), Is.Zero);
        Assert.That(subscriber.Output.All, Has.None.Match("\"event\":\"(gap|duplicate|restarted|discontinuity|malformed)\""));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no signals.")]
    public void A_signal_while_serving_ends_it_and_frees_the_port([Values(2, 15)] int signal)
    {
        using Tool publisher = Tool.Start("publish", "--trace", TestData.Trace("mine-blocks"), $"-zmqpubhashblock={Anywhere}");
        int port = new Uri(publisher.EndpointOf(Anywhere)).Port;
        publisher.Output.WaitFor(line => line == "Everything is published; serving until Ctrl-C.");
        using (NetMqSubscriber subscriber = new($"tcp://127.0.0.1:{port}"))
        {
            Assert.That(publisher.Signal(signal), Is.Zero, publisher.Error.ToString);
        }
        using Socket again = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.That(() => again.Bind(new IPEndPoint(IPAddress.Loopback, port)), Throws.Nothing);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no signals.")]
    public void A_signal_ends_it_while_it_waits_for_subscribers([Values(2, 15)] int signal)
    {
        using Tool publisher = Tool.Start(Publish("mine-blocks", $"-zmqpubhashblock={Anywhere}"));
        publisher.EndpointOf(Anywhere);
        Assert.That(publisher.Signal(signal), Is.Zero, publisher.Error.ToString);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no signals.")]
    public void A_signal_ends_it_between_two_events([Values(2, 15)] int signal)
    {
        using Tool publisher = Tool.Start(Publish("mine-blocks", "--settle", "2000", "--speed", "0.001", $"-zmqpubhashtx={Anywhere}"));
        using NetMqSubscriber subscriber = new(publisher.EndpointOf(Anywhere));
        Assert.That(subscriber.Receive().Topic, Is.EqualTo("hashtx"));
        Assert.That(publisher.Signal(signal), Is.Zero, publisher.Error.ToString);
    }

    /// <summary>appsettings.json, which it reads at its start, is a pipe: it waits there until the test writes.</summary>
    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no signals.")]
    public void A_signal_while_it_starts_ends_it_with_success([Values(2, 15)] int signal)
    {
        using TempFolder folder = new();
        string pipe = folder.Child("appsettings.json");
        using (Process make = Process.Start("mkfifo", [pipe]))
        {
            make.WaitForExit();
        }
        using Tool publisher = Tool.StartBy(["env", "-C", folder.Child(".")], Publish("mine-blocks", $"-zmqpubhashblock={Anywhere}"));
        // Opened for writing when it has opened it for reading.
        using (Task<FileStream> opening = Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write)))
        {
            Assert.That(opening.Wait(Tool.Deadline), "It did not read appsettings.json.");
            using FileStream writer = opening.Result;
            publisher.Send(signal);
            writer.Write("{}"u8);
        }
        // The runtime hands the signal over on a thread of its own, so an address may be bound first.
        Assert.That(publisher.WaitForExit(), Is.Zero, publisher.Error.ToString);
        Assert.That(publisher.Error.All, Is.Empty);
        Assert.That(publisher.Output.All, Has.None.StartsWith("Everything is published"));
    }

    /// <summary>As a shell starts it in the background of a script. What its help says of that.</summary>
    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no signals.")]
    public void Where_SIGINT_is_ignored_SIGTERM_ends_it()
    {
        using Tool publisher = Tool.StartBy(["sh", "-c", "trap '' INT; exec \"$@\"", "sh"], "publish", "--trace", TestData.Trace("mine-blocks"), $"-zmqpubhashblock={Anywhere}");
        publisher.Output.WaitFor(line => line == "Everything is published; serving until Ctrl-C.");
        Assert.That(publisher.Signal(15), Is.Zero, publisher.Error.ToString);
    }
}
