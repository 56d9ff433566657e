using ZeroMQ;
using ZeroMQ.Devices;
using ZeroMQ.lib;
using ZeroMQ.Monitoring;

namespace ZmqNative.Interop.Tests;

// clrzmq4's API, in the package ZmqNative.ClrZmq4.
internal static partial class FirstUses
{
    private static readonly string s_key = new('0', 40);

    private static Dictionary<string, Action> OldApi => new()
    {
        ["ZeroMQ.Devices.PubSubDevice"] = () => new PubSubDevice().Dispose(),
        ["ZeroMQ.Devices.PushPullDevice"] = () => new PushPullDevice().Dispose(),
        ["ZeroMQ.Devices.RouterDealerDevice"] = () => new RouterDealerDevice().Dispose(),
        ["ZeroMQ.Devices.StreamDealerDevice"] = () => new StreamDealerDevice().Dispose(),
        ["ZeroMQ.Monitoring.ZMonitor"] = () => _ = ZMonitor.PollingInterval,
        ["ZeroMQ.Monitoring.ZMonitor.Create"] = () => ZMonitor.Create("inproc://monitor").Dispose(),
        ["ZeroMQ.Monitoring.ZMonitorEventArgs"] = () => _ = new ZMonitorEventArgs(null, default).Event,
        ["ZeroMQ.Monitoring.ZMonitorEventData"] = () => _ = default(ZMonitorEventData).Address,
        ["ZeroMQ.Monitoring.ZMonitorFileDescriptorEventArgs"] = () => Refuses(() => _ = default(ZMonitorFileDescriptorEventArgs)!.FileDescriptor_Posix),
        ["ZeroMQ.Monitoring.ZMonitorIntervalEventArgs"] = () => Refuses(() => _ = default(ZMonitorIntervalEventArgs)!.Interval),
        ["ZeroMQ.Monitoring.ZMonitors"] = () => new ZSocket(ZSocketType.PUB).Monitor("inproc://monitor"),
        ["ZeroMQ.Monitoring.ZMonitors.Monitor"] = () => Refuses(() => ZMonitors.Monitor(null, "inproc://monitor")),
        ["ZeroMQ.Z85"] = () => Z85.Encode("12345678"),
        ["ZeroMQ.Z85.CurveKeypair"] = () => Z85.CurveKeypair(out _, out _),
        ["ZeroMQ.Z85.Decode"] = () => Z85.Decode("0123456789"),
        ["ZeroMQ.Z85.DecodeBytes"] = () => Z85.DecodeBytes("0123456789", System.Text.Encoding.ASCII),
        ["ZeroMQ.Z85.Encode"] = () => Z85.Encode(new byte[8]),
        ["ZeroMQ.Z85.EncodeBytes"] = () => Z85.EncodeBytes("12345678"),
        ["ZeroMQ.Z85.ToZ85Decoded"] = () => "0123456789".ToZ85Decoded(),
        ["ZeroMQ.Z85.ToZ85DecodedBytes"] = () => "0123456789".ToZ85DecodedBytes(),
        ["ZeroMQ.Z85.ToZ85Encoded"] = () => "12345678".ToZ85Encoded(),
        ["ZeroMQ.Z85.ToZ85EncodedBytes"] = () => "12345678".ToZ85EncodedBytes(),
        ["ZeroMQ.ZActor"] = () => new ZActor((_, _, _) => { }).Dispose(),
        ["ZeroMQ.ZAuth"] = () => new ZActor(ZAuth.Action0).Dispose(),
        ["ZeroMQ.ZAuth.Action"] = () => Refuses(() => ZAuth.Action(null, null, null, null)),
        ["ZeroMQ.ZAuth.Action0"] = () => Refuses(() => ZAuth.Action0(null, null, null)),
        ["ZeroMQ.ZCert"] = () => _ = new ZCert().PublicTxt,
        ["ZeroMQ.ZCert.Dup"] = () => ZCert.Dup(new ZCert(s_key, s_key)),
        ["ZeroMQ.ZCert.Load"] = () => ZCert.Load("/no/such/file"),
        ["ZeroMQ.ZContext"] = () => new ZContext().Dispose(),
        ["ZeroMQ.ZContext.Create"] = () => ZContext.Create().Dispose(),
        ["ZeroMQ.ZContext.Current"] = () => _ = ZContext.Current,
        ["ZeroMQ.ZContext.Encoding"] = () => _ = ZContext.Encoding,
        ["ZeroMQ.ZContext.Has"] = () => ZContext.Has("curve"),
        ["ZeroMQ.ZContext.Proxy"] = () => Refuses(() => ZContext.Proxy(null, null)),
        ["ZeroMQ.ZContext.ProxySteerable"] = () => Refuses(() => ZContext.ProxySteerable(null, null, null)),
        ["ZeroMQ.ZDevice"] = () =>
        {
            using PubSubDevice device = new("inproc://front", "inproc://back");
            device.Start();
        },
        ["ZeroMQ.ZError"] = () => _ = ZError.EAGAIN.Text,
        ["ZeroMQ.ZError.None"] = () => _ = ZError.None,
        ["ZeroMQ.ZError.FromErrno"] = () => ZError.FromErrno(11),
        ["ZeroMQ.ZError.GetLastErr"] = () => ZError.GetLastErr(),
        ["ZeroMQ.ZException"] = () => _ = new ZException(ZError.EAGAIN).Message,
        ["ZeroMQ.ZFrame"] = () =>
        {
            using ZFrame frame = new("text");
            _ = frame.Length;
            frame.ReadByte();
        },
        ["ZeroMQ.ZFrame.CopyFrom"] = () => ZFrame.CopyFrom(new ZFrame(1)).Dispose(),
        ["ZeroMQ.ZFrame.Create"] = () => ZFrame.Create(10).Dispose(),
        ["ZeroMQ.ZFrame.CreateEmpty"] = () => ZFrame.CreateEmpty().Dispose(),
        ["ZeroMQ.ZFrame.FromStream"] = () => ZFrame.FromStream(new MemoryStream(new byte[8]), 0, 8).Dispose(),
        ["ZeroMQ.ZMessage"] = () => new ZMessage([new ZFrame(1)]).Dispose(),
        ["ZeroMQ.ZPollItem"] = () => _ = ZPollItem.CreateReceiver().Events,
        ["ZeroMQ.ZPollItem.Create"] = () => ZPollItem.Create(ZPollItem.DefaultReceiveMessage),
        ["ZeroMQ.ZPollItem.CreateReceiver"] = () => ZPollItem.CreateReceiver(),
        ["ZeroMQ.ZPollItem.CreateReceiverSender"] = () => ZPollItem.CreateReceiverSender(),
        ["ZeroMQ.ZPollItem.CreateSender"] = () => ZPollItem.CreateSender(),
        ["ZeroMQ.ZPollItem.DefaultReceiveMessage"] = () => Refuses(() => ZPollItem.DefaultReceiveMessage(null, out _, out _)),
        ["ZeroMQ.ZPollItem.DefaultSendMessage"] = () => Refuses(() => ZPollItem.DefaultSendMessage(null, null, out _)),
        ["ZeroMQ.ZPollItems"] = () => new ZSocket(ZSocketType.PULL).PollIn(ZPollItem.CreateReceiver(), out _, out _, TimeSpan.Zero),
        ["ZeroMQ.ZPollItems.Poll"] = () => Refuses(() => ZPollItems.Poll([], [], ZPoll.In, ref s_none, out _)),
        ["ZeroMQ.ZPollItems.PollIn"] = () => Refuses(() => ZPollItems.PollIn((ZSocket)null!, null, out _, out _)),
        ["ZeroMQ.ZPollItems.PollOut"] = () => Refuses(() => ZPollItems.PollOut((ZSocket)null!, null, null, out _)),
        ["ZeroMQ.ZSocket"] = () =>
        {
            using ZSocket socket = new(ZSocketType.PUB);
            socket.Send(new ZFrame("text"));
        },
        ["ZeroMQ.ZSocket.Create"] = () => ZSocket.Create(ZContext.Current, ZSocketType.PUB).Dispose(),
        ["ZeroMQ.ZSocketSetup"] = () => new ZSocketSetup(new ZSocket(ZSocketType.PUB)).Bind("inproc://setup"),
        ["ZeroMQ.ZSymbol"] = () => _ = ZSymbol.Find("EAGAIN").First().Text,
        ["ZeroMQ.ZSymbol.Equals"] = () => ZSymbol.Equals(ZError.EAGAIN, null),
        ["ZeroMQ.ZSymbol.Find"] = () => _ = ZSymbol.Find("EAGAIN").Any(),
        ["ZeroMQ.ZSymbol.op_Implicit"] = () => _ = (int)ZError.EAGAIN,
        ["ZeroMQ.ZThread"] = () =>
        {
            using PushPullDevice device = new();
            device.Start();
        },
        ["ZeroMQ.lib.zmq"] = () => zmq.version(out _, out _, out _),
    };

    private static ZMessage[]? s_none;
}
