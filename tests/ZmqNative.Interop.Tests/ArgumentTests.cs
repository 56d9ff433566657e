namespace ZmqNative.Interop.Tests;

/// <summary>Arguments that cannot be meant are refused where they are given, before libzmq sees them.</summary>
public class ArgumentTests : SocketFixture
{
    private static readonly Dictionary<string, Action<ZmqContext, ZmqSocket>> s_text = new()
    {
        ["Bind"] = (_, socket) => socket.Bind("inproc://user\0alice"),
        ["Connect"] = (_, socket) => socket.Connect("inproc://user\0alice"),
        ["Unbind"] = (_, socket) => socket.Unbind("inproc://user\0alice"),
        ["Disconnect"] = (_, socket) => socket.Disconnect("inproc://user\0alice"),
        ["StartMonitor"] = (_, socket) => socket.StartMonitor("inproc://user\0alice"),
        ["StopMonitor"] = (_, socket) => socket.StopMonitor("inproc://user\0alice"),
        ["PlainUserName"] = (_, socket) => socket.PlainUserName = "user\0alice",
        ["PlainPassword"] = (_, socket) => socket.PlainPassword = "user\0alice",
        ["ZapDomain"] = (_, socket) => socket.ZapDomain = "user\0alice",
        ["BindToDevice"] = (_, socket) => socket.BindToDevice = "lo\0alice",
        ["SocksProxy"] = (_, socket) => socket.SocksProxy = "user\0alice",
        ["GssapiPrincipal"] = (_, socket) => socket.GssapiPrincipal = "user\0alice",
        ["GssapiServicePrincipal"] = (_, socket) => socket.GssapiServicePrincipal = "user\0alice",
        ["CurvePublicKey"] = (_, socket) => socket.CurvePublicKey = "00000000000000000000000000000000000\00000",
        ["CurveSecretKey"] = (_, socket) => socket.CurveSecretKey = "00000000000000000000000000000000000\00000",
        ["CurveServerKey"] = (_, socket) => socket.CurveServerKey = "00000000000000000000000000000000000\00000",
        ["secretKey"] = (_, _) => ZmqCurveKeyPair.FromSecretKey("00000000000000000000000000000000000\00000"),
        ["text"] = (_, _) => ZmqZ85.Decode("00000\00000"),
        ["Has"] = (_, _) => ZmqLibrary.Has("curve\0alice"),
        ["Property"] = (_, _) => new ZmqMessage().Property("Peer-Address\0alice"),
    };

    private static readonly Dictionary<string, Action<ZmqContext, ZmqSocket>> s_others = new()
    {
        ["a poller's socket"] = (_, socket) => Make(new ZmqPoller(socket, null!)),
        ["a socket's context"] = (_, _) => Make(new ZmqSocket(null!, ZmqSocketType.Pair)),
        ["a monitor's context"] = (_, socket) => Make(new ZmqMonitor(null!, socket, _ => { })),
        ["a monitor's socket"] = (context, _) => Make(new ZmqMonitor(context, null!, _ => { })),
        ["a monitor's handler"] = (context, socket) => Make(new ZmqMonitor(context, socket, null!)),
        ["a reader's context"] = (_, socket) => Make(new ZmqMonitorReader(null!, socket)),
        ["a reader's socket"] = (context, _) => Make(new ZmqMonitorReader(context, null!)),
        ["a proxy's side"] = (_, socket) => ZmqProxy.Run(socket, null!),
        ["a proxy's control"] = (_, socket) => ZmqProxy.RunSteerable(socket, socket, null!),
        ["an endpoint"] = (_, socket) => socket.Bind(null!),
        ["a constant to send"] = (_, socket) => socket.Send(default(ZmqConstant)!),
        ["a part to send"] = (_, socket) => socket.Send(default(ZmqMessage)!),
        ["a part to send and empty"] = (_, socket) => socket.SendAndClear(default(ZmqMessage)!),
        ["the first part of three"] = (context, socket) => socket.Send(default(ZmqConstant)!, "2"u8, "3"u8, out _),
        ["the second part of three"] = (context, socket) => socket.Send(new ZmqConstant("1"u8), default(ZmqMessage)!, "3"u8, out _),
        ["a part to receive into"] = (_, socket) => socket.Receive(default(ZmqMessage)!),
        ["a part to try to receive into"] = (_, socket) => socket.TryReceive(default(ZmqMessage)!),
        ["one of three parts to receive into"] = (context, socket) => socket.TryReceive(new ZmqMessage(), null!, new ZmqMessage(), out _),
        ["a part to move from"] = (_, _) => new ZmqMessage().MoveFrom(null!),
        ["a part to share from"] = (_, _) => new ZmqMessage().ShareFrom(null!),
        ["a pool"] = (_, _) => new ZmqMessage().Allocate(10, null!),
        ["a property's name"] = (_, _) => new ZmqMessage().Property(null!),
        ["a capability"] = (_, _) => ZmqLibrary.Has(null!),
        ["text to decode"] = (_, _) => ZmqZ85.Decode(null!),
        ["a secret key"] = (_, _) => ZmqCurveKeyPair.FromSecretKey(null!),
        ["a timer's action"] = (_, _) => new ZmqTimers().Add(1, null!),
    };

    private static readonly Dictionary<string, Action<ZmqSocket>> s_outOfRange = new()
    {
        ["a wait below zero"] = socket => new ZmqPoller(socket).Wait(TimeSpan.MinValue),
        ["a wait of -2 ms"] = socket => new ZmqPoller(socket).Wait(TimeSpan.FromMilliseconds(-2)),
        ["a place behind the last"] = socket => new ZmqPoller(socket).IsReadable(1),
        ["a place before the first"] = socket => new ZmqPoller(socket).Watch(-1, ZmqPollEvents.Receive),
        ["no such event"] = socket => new ZmqPoller(socket).Watch(0, (ZmqPollEvents)4),
        ["no sockets"] = _ => Make(new ZmqPoller()),
        ["a length below zero"] = _ => new ZmqMessage().Allocate(-1),
        ["an interval of zero"] = _ => new ZmqTimers().Add(0, () => { }),
    };

    private static IEnumerable<string> Text => s_text.Keys;

    private static IEnumerable<string> Others => s_others.Keys;

    private static IEnumerable<string> OutOfRange => s_outOfRange.Keys;

    [TestCaseSource(nameof(Text))]
    public void Text_with_a_zero_byte_is_refused(string member) => Assert.That(
        () => s_text[member](Context, Open(ZmqSocketType.Pair)),
        Throws.TypeOf<ArgumentException>().With.Message.Contains("zero byte at position"));

    [Test]
    public void A_zero_byte_binds_nothing()
    {
        ZmqSocket cut = Open(ZmqSocketType.Pair), whole = Open(ZmqSocketType.Pair);
        Assert.That(() => cut.Bind("inproc://user\0alice"), Throws.TypeOf<ArgumentException>());
        Assert.That(() => whole.Bind("inproc://user"), Throws.Nothing);
    }

    [TestCaseSource(nameof(Others))]
    public void Nothing_is_refused_as_nothing(string what) =>
        Assert.That(() => s_others[what](Context, Open(ZmqSocketType.Pair)), Throws.ArgumentNullException);

    [TestCaseSource(nameof(OutOfRange))]
    public void What_cannot_be_is_out_of_range(string what) =>
        Assert.That(() => s_outOfRange[what](Open(ZmqSocketType.Pair)), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void An_empty_span_is_an_empty_part()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        Assert.That(left.Send(default(ReadOnlySpan<byte>)) && left.Send(new ZmqConstant("1"u8), default(ReadOnlySpan<byte>), default, out _));
        Assert.That(ReceiveParts(right), Is.EqualTo(new[] { Array.Empty<byte>() }));
        Assert.That(ReceiveParts(right), Is.EqualTo(new[] { "1"u8.ToArray(), [], [] }));
    }

    private static void Make(object made) => Assert.Fail($"{made} was made.");
}
