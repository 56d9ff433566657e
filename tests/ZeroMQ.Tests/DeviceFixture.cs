using ZeroMQ.Devices;

namespace ZeroMQ.Tests;

/// <summary>Devices on wildcard ports, with queues that hold what a test sends.</summary>
public abstract class DeviceFixture : ContextFixture
{
    /// <summary>Set up, so that its endpoints are known, but not started.</summary>
    protected T Prepare<T>(T device) where T : ZDevice
    {
        foreach (ZSocketSetup setup in new[] { device.FrontendSetup, device.BackendSetup })
        {
            setup.SetSocketOption(socket => socket.ReceiveHighWatermark, 0).SetSocketOption(socket => socket.SendHighWatermark, 0)
                .SetSocketOption(socket => socket.Linger, TimeSpan.Zero);
        }
        Own(device).Initialize();
        return device;
    }

    /// <summary>A socket without a limit that connects to one side of a device.</summary>
    protected ZSocket Connect(ZSocketType type, ZSocket side)
    {
        ZSocket socket = Open(type);
        (socket.ReceiveHighWatermark, socket.SendHighWatermark) = (0, 0);
        socket.Connect(side.LastEndpoint);
        return socket;
    }

    /// <summary>A subscriber behind a device of which is proved that messages reach it; what was sent for that is received.</summary>
    protected ZSocket Subscribe(PubSubDevice device, string endpoint, ZSocket publisher)
    {
        ZSocket subscriber = Open(ZSocketType.SUB);
        subscriber.ReceiveHighWatermark = 0;
        subscriber.SubscribeAll();
        subscriber.Connect(endpoint);
        Within.Until(
            () =>
            {
                SendText(publisher, "?");
                using ZFrame frame = subscriber.ReceiveFrame(ZSocketFlags.DontWait, out _);
                return frame is not null && !device.IsCancellationRequested;
            },
            "the subscription to arrive");
        SendText(publisher, "!");
        Within.Until(() => ReceiveText(subscriber) == "!", "the last probe");
        return subscriber;
    }
}
