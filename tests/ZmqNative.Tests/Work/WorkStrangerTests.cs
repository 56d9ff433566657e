using System.Text;
using CsCheck;
using ZmqNative.Interop;
using ZmqNative.Security;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;
using ZmqNative.Tests.Security;
using ZmqNative.Work;

namespace ZmqNative.Tests.Work;

/// <summary>What strangers send, who may work, and workers in another language.</summary>
[NonParallelizable]
public sealed class WorkStrangerTests : WorkFixture
{
    [TestCase("READY takes version 1 and a number of tasks from 1 to 64", "READY")]
    [TestCase("READY takes version 1 and a number of tasks from 1 to 64", "READY", "2", "1")]
    [TestCase("READY takes version 1 and a number of tasks from 1 to 64", "READY", "1", "65")]
    [TestCase("READY takes version 1 and a number of tasks from 1 to 64", "READY", "1", "-1")]
    public void A_malformed_greeting_is_answered(string reason, params string[] parts)
    {
        using RawWorker worker = new(Broker().Address);
        worker.Send(parts);
        Assert.That(worker.Receive().Select(Encoding.UTF8.GetString), Is.EqualTo(new[] { "REFUSED", reason }));
    }

    /// <summary>Whatever a peer sends, before or after it is a worker, the others go on.</summary>
    [Test]
    public async Task Malformed_messages_disturb_nobody()
    {
        WorkBroker broker = Broker();
        Work(broker, body => body);
        string[] commands = ["READY", "DONE", "FAILED", "HEARTBEAT", "BYE", "TASK", "", "1", "2"];
        Gen<byte[]> part = Gen.OneOf(Gen.Int[0, commands.Length - 1].Select(i => Encoding.ASCII.GetBytes(commands[i])), Gen.Byte.Array[0, 20]);
        using RawWorker stranger = new(broker.Address);
        part.Array[1, 6].Sample(parts => stranger.Send(parts), iter: 2000, threads: 1);
        Assert.That(await RunAsync(broker, Tasks("a", "b")), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task A_result_that_is_too_long_costs_the_worker_its_connection()
    {
        WorkBroker broker = Broker(options => options.MaxResultLength = 1000);
        using RawWorker worker = Join(broker);
        Task<string[]> results = RunAsync(broker, Tasks("a"));
        (byte[] id, _) = worker.ReceiveTask();
        worker.Complete(id, new string('x', 1001));
        Work(broker, body => "short");
        Assert.That(await results, Is.EqualTo(new[] { "short" }));
    }

    [Test]
    public async Task Only_invited_workers_work()
    {
        Prerequisite.Require(ZmqLibrary.Has("curve"), "curve", "the loaded libzmq has none");
        using TempFolder folder = new();
        using CurveCertificate server = CurveCertificate.Create(), invited = CurveCertificate.Create();
        string serverFile = Path.Combine(folder.Path, "server.key"), allowed = Directory.CreateDirectory(Path.Combine(folder.Path, "allowed")).FullName;
        server.Save(serverFile);
        invited.Save(Path.Combine(allowed, "invited.key"));
        WorkBroker broker = Broker(options => options.Curve = new() { Certificate = $"{serverFile}_secret", AllowedKeys = allowed });
        string invitedFile = Path.Combine(allowed, "invited.key_secret");
        Task stranger = new WorkWorker(WorkerOptions(broker.Address, server.PublicKey), (_, _) => "wrong"u8.ToArray()).RunAsync(Ended);
        Task plain = new WorkWorker(WorkerOptions(broker.Address), (_, _) => "wrong"u8.ToArray()).RunAsync(Ended);
        _ = new WorkWorker(WorkerOptions(broker.Address, server.PublicKey, invitedFile), (body, _) => body).RunAsync(Ended);
        string[] bodies = [.. Enumerable.Range(0, 50).Select(i => $"{i}")];
        Assert.That(await RunAsync(broker, Tasks(bodies)), Is.EqualTo(bodies));
        Assert.That((broker.Workers, stranger.IsFaulted, plain.IsFaulted), Is.EqualTo((1, false, false)));
    }

    [Test]
    public void An_address_that_others_reach_is_warned_of()
    {
        using LogLines log = new();
        Keep(new WorkBroker(new() { Address = "tcp://127.0.0.1:*" }, log));
        Assert.That(log.Lines, Has.None.Contains("without CURVE"));
        WorkBroker broker = Keep(new WorkBroker(new() { Address = "tcp://0.0.0.0:*" }, log));
        Assert.That(log.Lines, Has.One.EqualTo(
            $"ZmqNative.Work|Warning|{broker.Address} can be reached from other machines, and without CURVE whoever reaches it can take tasks and answer them"));
    }

    [Test]
    public void Options_are_checked()
    {
        Assert.That(() => new WorkBroker(new() { MaxPending = 0 }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("MaxPending"));
        Assert.That(() => new WorkBroker(new() { Curve = new() { Certificate = "x" } }), Throws.ArgumentException.With.Message.Contains("-zmqcurveallowedkeys"));
        Assert.That(() => new WorkBroker(new() { WorkerTimeout = TimeSpan.FromSeconds(1) }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("twice the HeartbeatInterval"));
        Assert.That(() => new WorkWorker(new() { Address = "tcp://127.0.0.1:1", Slots = 65 }, (body, _) => body), Throws.InstanceOf<ArgumentException>().With.Message.Contains("Slots"));
        Assert.That(() => new WorkWorker(new(), (body, _) => body), Throws.ArgumentException.With.Message.Contains("Address"));
    }

    /// <summary>The example of docs/work-protocol.md, as it is there.</summary>
    [Test]
    [Platform("Linux")]
    public async Task A_worker_in_Python_does_its_part()
    {
        Peer.RequirePyzmq();
        string page = File.ReadAllText(Path.Combine(TestData.Root, "..", "..", "docs", "work-protocol.md"));
        string script = page.Split("```python\n")[1].Split("```")[0];
        WorkBroker broker = Broker();
        using System.Diagnostics.Process python = Peer.Start(Peer.Python, ["-c", script, broker.Address]);
        Assert.That(await RunAsync(broker, Tasks("abc", "xyz")), Is.EqualTo(new[] { "cba", "zyx" }));
        broker.Dispose();
        Assert.That(python.WaitForExit(Deadline));
        Assert.That(python.ExitCode, Is.Zero, python.StandardError.ReadToEnd());
    }
}
