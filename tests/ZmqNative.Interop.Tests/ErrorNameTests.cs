using System.Globalization;
using ZmqNative.Tests;

namespace ZmqNative.Interop.Tests;

/// <summary>Errors and limits by their names, which are the same on every system.</summary>
public class ErrorNameTests : SocketFixture
{
    [Test]
    public void Exceptions_name_their_number()
    {
        ZmqSocket socket = OpenPublisher();
        Assert.That(() => Open(ZmqSocketType.Publish).Bind(socket.LastEndpoint), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EADDRINUSE"));
        Assert.That(() => socket.Bind("nonsense"), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EINVAL"));
        Assert.That(() => socket.Bind("what://ever"), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EPROTONOSUPPORT"));
        Context.Shutdown();
        Assert.That(() => socket.Send("x"u8), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ETERM"));
        Assert.That(new ZmqException(123_456, "text", "call").ErrorName, Is.EqualTo("123456"));
    }

    [Test]
    public void The_names_are_those_of_zmq_h()
    {
        HashSet<string> names = [.. Enum.GetNames<ZmqProtocolError>().Select(name => name.ToUpperInvariant())];
        string[] lines = [.. AbiProbe.Header().Split('\n').Where(line => line.StartsWith("#define ZMQ_PROTOCOL_ERROR_", StringComparison.Ordinal))];
        Assert.That(lines, Has.Length.GreaterThan(15));
        foreach (string[] words in lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            string name = words[1]["ZMQ_PROTOCOL_ERROR_".Length..].Replace("_", "", StringComparison.Ordinal);
            Assert.That(names, Does.Contain(name));
            Assert.That((uint)Enum.Parse<ZmqProtocolError>(name, ignoreCase: true), Is.EqualTo(uint.Parse(words[2].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        }
    }

    [Test]
    public void A_handshake_that_breaks_the_protocol_has_a_name()
    {
        Prerequisite.Require(ZmqLibrary.Has("curve"), "curve", "the loaded libzmq has none");
        ZmqSocket server = Open(ZmqSocketType.Publish), client = Open(ZmqSocketType.Subscribe);
        server.CurveServer = true;
        server.CurveSecretKey = ZmqCurveKeyPair.Create().SecretKey;
        server.Bind(AnyPort);
        using ZmqMonitorReader reader = new(Context, client);
        client.Connect(server.LastEndpoint);
        ZmqMonitorEvent report = default;
        Within.Until(() => reader.TryRead(out report) && report.Kind == ZmqMonitorEventKind.HandshakeFailedProtocol, "the refusal");
        Assert.That((report.ProtocolError, report.ErrorName), Is.EqualTo((ZmqProtocolError.ZmtpMechanismMismatch, "ZmtpMechanismMismatch")));
    }

    [Test]
    public void Errnos_of_monitors_have_names_and_other_values_have_none()
    {
        Assert.That(new ZmqMonitorEvent(ZmqMonitorEventKind.BindFailed, (uint)ErrorNames.NumberOf("EADDRINUSE"), "").ErrorName, Is.EqualTo("EADDRINUSE"));
        Assert.That(new ZmqMonitorEvent(ZmqMonitorEventKind.HandshakeFailedAuthentication, 400, "").ErrorName, Is.EqualTo("400"));
        Assert.That(new ZmqMonitorEvent(ZmqMonitorEventKind.ConnectRetried, 100, "").ErrorName, Is.Null);
        Assert.That(new ZmqMonitorEvent(ZmqMonitorEventKind.Connected, 11, "").ProtocolError, Is.EqualTo(ZmqProtocolError.None));
    }

    [Test]
    public void One_socket_too_many_names_the_option()
    {
        using ZmqContext context = new() { MaxSockets = 2 };
        using ZmqSocket one = new(context, ZmqSocketType.Pair), two = new(context, ZmqSocketType.Pair);
        Assert.That(() => new ZmqSocket(context, ZmqSocketType.Pair), Throws.TypeOf<ZmqException>().With.Message.Contains("MaxSockets sockets, 2")
            .And.Property("ErrorName").EqualTo("EMFILE"));
    }

    [TestCase("IoThreads")]
    [TestCase("MaxSockets")]
    [TestCase("ThreadSchedulingPolicy")]
    [TestCase("ThreadNamePrefix")]
    [TestCase("SetThreadPriority")]
    [TestCase("AddThreadAffinity")]
    [TestCase("RemoveThreadAffinity")]
    [TestCase("Option 2")]
    public void An_option_that_comes_too_late_is_refused(string name)
    {
        _ = Open(ZmqSocketType.Pair);
        Action set = name switch
        {
            "IoThreads" => () => Context.IoThreads = 2,
            "MaxSockets" => () => Context.MaxSockets = 2,
            "ThreadSchedulingPolicy" => () => Context.ThreadSchedulingPolicy = 0,
            "ThreadNamePrefix" => () => Context.ThreadNamePrefix = 2,
            "Option 2" => () => Context.SetOption(LibZmq.ZMQ_MAX_SOCKETS, 2),
            "SetThreadPriority" => () => Context.SetThreadPriority(2),
            "AddThreadAffinity" => () => Context.AddThreadAffinity(0),
            _ => () => Context.RemoveThreadAffinity(0),
        };
        Assert.That(() => set(), Throws.InvalidOperationException.With.Message.StartsWith($"{name} cannot be set to"));
    }
}
