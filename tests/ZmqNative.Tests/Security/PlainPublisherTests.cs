using ZmqNative.Publishing;
using ZmqNative.Security;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Security;

/// <summary>A publisher with PLAIN: only a subscriber with a name and its password receives anything.</summary>
public sealed class PlainPublisherTests
{
    private const string PythonSubscriber = """
        import sys, zmq
        socket = zmq.Context().socket(zmq.SUB)
        socket.linger = 0
        socket.plain_username, socket.plain_password = b"python", b"a:b c"
        socket.subscribe(b"")
        socket.connect(sys.argv[1])
        print("received" if socket.poll(60000) else "nothing", flush=True)
        """;

    private TempFolder _folder = null!;
    private LogLines _log = null!;
    private string _passwords = null!;

    [SetUp]
    public void Begin()
    {
        (_folder, _log) = (new TempFolder(), new LogLines());
        _passwords = Secret("passwords", "# names\n\nme:secret\r\npython:a:b c\n");
    }

    [TearDown]
    public void End()
    {
        _log?.Dispose();
        _folder?.Dispose();
    }

    [Test]
    public void The_right_password_receives_and_a_wrong_one_is_refused_and_logged()
    {
        using NotificationInterface publisher = Start(_passwords);
        using TestStream right = Subscribe(publisher, "me:secret\n");
        _ = right.WaitFor<HandshakeDone>();
        Assert.That(PublishUntil(publisher, () => right.Subscriber.TryRead(out StreamItem? item) && item is HashBlock));
        using TestStream wrong = Subscribe(publisher, "me:Secret");
        Assert.That(ReasonOf(wrong), Does.Contain("HandshakeFailedAuthentication"));
        Assert.That(_log.Texts, Has.Some.EqualTo("Refused a client from 127.0.0.1 by PLAIN: the name or the password is wrong"));
        using TestStream none = new(TestStream.Options(publisher.GetBoundEndpoint(RunningInterface.Anywhere)));
        Assert.That(ReasonOf(none), Does.Contain("PLAIN"));
        Assert.That(_log.Texts, Has.None.Contains("secret").And.None.Contains("PLAIN at"));
    }

    [Test]
    [Platform("Linux")]
    public void A_subscriber_of_pyzmq_receives()
    {
        Peer.RequirePyzmq();
        using NotificationInterface publisher = Start(_passwords);
        Task<string> python = Task.Run(() => Peer.RunPython(PythonSubscriber, publisher.GetBoundEndpoint(RunningInterface.Anywhere)));
        Assert.That(PublishUntil(publisher, () => python.IsCompleted));
        Assert.That(python.Result.Trim(), Is.EqualTo("received"));
    }

    [Test]
    public void A_password_that_was_changed_counts_from_the_next_handshake_on()
    {
        using NotificationInterface publisher = Start(_passwords);
        DateTime time = File.GetLastWriteTimeUtc(_passwords);
        File.WriteAllText(_passwords, "me:Secret\n");
        File.SetLastWriteTimeUtc(_passwords, time);
        using TestStream old = Subscribe(publisher, "me:secret");
        Assert.That(ReasonOf(old), Does.Contain("HandshakeFailedAuthentication"));
        using TestStream current = Subscribe(publisher, "me:Secret");
        _ = current.WaitFor<HandshakeDone>();
        File.Delete(_passwords);
        using TestStream late = Subscribe(publisher, "me:Secret");
        Assert.That(ReasonOf(late), Does.Contain("HandshakeFailedAuthentication"));
        Assert.That(_log.Texts, Has.Some.EndsWith("the file of passwords cannot be read"));
    }

    [Test]
    public void A_password_that_is_revoked_now_loses_its_connection_and_others_connect_again()
    {
        using NotificationInterface publisher = Start(_passwords, revokeNow: true);
        using TestStream revoked = Subscribe(publisher, "me:secret"), kept = Subscribe(publisher, "python:a:b c");
        _ = (revoked.WaitFor<HandshakeDone>(), kept.WaitFor<HandshakeDone>());
        File.WriteAllText(_passwords, "me:Secret\npython:a:b c\n");
        _ = (revoked.WaitFor<Disconnected>(), kept.WaitFor<Disconnected>(), kept.WaitFor<HandshakeDone>());
        Assert.That(ReasonOf(revoked), Does.Contain("HandshakeFailedAuthentication"));
        Assert.That(_log.Texts, Has.One.StartsWith("Took off me and ended all 2 connections to "));
    }

    [TestCase("me", "takes NAME:PASSWORD")]
    [TestCase(":secret", "takes NAME:PASSWORD")]
    [TestCase("me:", "takes NAME:PASSWORD")]
    public void What_is_no_login_is_refused_at_start_without_being_quoted(string line, string why)
    {
        string file = Secret("bad", line + "\n");
        Assert.That(() => Start(file), Throws.TypeOf<NotificationStartException>().With.Message.Contains(why).And.Message.Contains($"{file}, line 1").And.Message.Not.EndsWith(".."));
        NotificationSubscriberOptions options = TestStream.Options("tcp://127.0.0.1:1");
        options.PlainLogin = file;
        Assert.That(() => new NotificationSubscriber(options), Throws.TypeOf<InvalidDataException>().With.Message.Contains(why).And.Message.Not.Contains("secret"));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_file_that_others_can_read_is_refused()
    {
        File.SetUnixFileMode(_passwords, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.That(() => Start(_passwords), Throws.TypeOf<NotificationStartException>().With.Message.EqualTo($"The passwords cannot be used: others can read the passwords in {_passwords}: chmod 600 it."));
        NotificationSubscriberOptions options = TestStream.Options("tcp://127.0.0.1:1");
        options.PlainLogin = _passwords;
        Assert.That(() => new NotificationSubscriber(options), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo($"Others can read the password in {_passwords}: chmod 600 it."));
    }

    [TestCase("tcp://127.0.0.1:*", false)]
    [TestCase("tcp://[::1]:*", false)]
    [TestCase("tcp://*:*", true)]
    public void An_address_that_others_reach_is_warned_of(string address, bool isWarned)
    {
        using NotificationInterface publisher = Start(_passwords, address);
        Assert.That(_log.Texts.Count(text => text.StartsWith($"PLAIN at {address}: ", StringComparison.Ordinal)), Is.EqualTo(isWarned ? 1 : 0));
    }

    [TestCase("tcp://192.0.2.1:28332", true)]
    [TestCase("tcp://node.example.org:28332", true)]
    [TestCase("tcp://localhost:28332", false)]
    [TestCase("unix:/tmp/socket", false)]
    public void A_subscriber_warns_before_it_sends_a_password_far_away(string address, bool isWarned)
    {
        ClientSecurity.Create(serverKey: null, certificate: null, Secret("login", "me:secret"), [address], _log)!.Dispose();
        Assert.That(_log.Texts.Count(text => text.StartsWith($"PLAIN at {address}: ", StringComparison.Ordinal)), Is.EqualTo(isWarned ? 1 : 0));
    }

    [Test]
    public void Options_that_protect_nothing_or_contradict_each_other_are_refused()
    {
        ZmqNotificationOptions options = RunningInterface.AllTopics();
        options.Plain = new PlainOptions { AllowedAddresses = ["127.0.0.1"] };
        Assert.That(() => new NotificationInterface(options, new NotifierFactories()), Throws.TypeOf<NotificationStartException>().With.Message.Contains("protects nothing without -zmqplainpasswords"));
        options.Plain = new PlainOptions { Passwords = _passwords };
        options.Curve = new CurveOptions { Certificate = "a", AllowedKeys = "*" };
        Assert.That(() => new NotificationInterface(options, new NotifierFactories()), Throws.TypeOf<NotificationStartException>().With.Message.Contains("one mechanism"));
        NotificationSubscriberOptions both = TestStream.Options("tcp://127.0.0.1:1");
        (both.PlainLogin, both.CurveServerKey) = (_passwords, new string('0', 40));
        Assert.That(() => new NotificationSubscriber(both), Throws.ArgumentException.With.Message.Contains("one mechanism"));
    }

    [Test]
    public void Bitcoind_like_arguments_configure_it()
    {
        PlainOptions? Parse(params string[] arguments) => BitcoinArguments.Parse(arguments, new NotifierFactories()).ToNotificationOptions().Plain;
        PlainOptions plain = Parse("-zmqplainpasswords=a", "-zmqplainallowedaddress=10.0.0.0/8")!;
        Assert.That((plain.Passwords, plain.AllowedAddresses.Single()), Is.EqualTo(("a", "10.0.0.0/8")));
        Assert.That(Parse(), Is.Null);
    }

    private NotificationInterface Start(string passwords, string address = RunningInterface.Anywhere, bool revokeNow = false)
    {
        NotificationInterface publisher = new(
            new ZmqNotificationOptions { PubHashBlock = [address], Plain = new PlainOptions { Passwords = passwords }, ThrowOnStartFailure = true, RevokeNow = revokeNow },
            new NotifierFactories(), _log);
        _ = publisher.Initialize();
        return publisher;
    }

    private TestStream Subscribe(NotificationInterface publisher, string login)
    {
        NotificationSubscriberOptions options = TestStream.Options(publisher.GetBoundEndpoint(RunningInterface.Anywhere));
        options.PlainLogin = Secret(Guid.NewGuid().ToString(), login);
        return new TestStream(options);
    }

    private string Secret(string name, string text)
    {
        string file = _folder.Write(name, System.Text.Encoding.UTF8.GetBytes(text));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        return file;
    }

    private static string ReasonOf(TestStream stream)
    {
        while (true)
        {
            if (stream.WaitFor<Waiting>() is { Topic: null } waiting)
            {
                return waiting.Reason;
            }
        }
    }

    private static bool PublishUntil(NotificationInterface publisher, Func<bool> condition) => SpinWait.SpinUntil(
        () =>
        {
            publisher.UpdatedBlockTip(Samples.Index(1), Samples.Index(0), initialDownload: false);
            return condition();
        },
        Peer.Deadline);
}
