using System.Buffers.Binary;
using NetMQ;
using NetMQ.Sockets;

namespace ZmqNative.IntegrationTests;

/// <summary>A publisher by an independent implementation of the protocol; knows when somebody has subscribed.</summary>
internal sealed class NetMqPublisher : IDisposable
{
    private readonly XPublisherSocket _socket = new();

    internal NetMqPublisher()
    {
        _socket.Options.SendHighWatermark = 0;
        Endpoint = $"tcp://127.0.0.1:{_socket.BindRandomPort("tcp://127.0.0.1")}";
    }

    internal string Endpoint { get; }

    /// <summary>Waits for a subscription and returns its prefix.</summary>
    internal string WaitForSubscription()
    {
        if (!_socket.TryReceiveFrameString(Tool.Deadline, out string? subscription))
        {
            throw new TimeoutException($"Nobody subscribed within {Tool.Deadline}.");
        }
        Assert.That(subscription[0], Is.EqualTo('\u0001'), "A subscription begins with 1, its end with 0.");
        return subscription[1..];
    }

    internal void Send(string topic, string bodyHex, uint messageSequence)
    {
        byte[] counter = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(counter, messageSequence);
        Send(topic, bodyHex, Convert.ToHexStringLower(counter));
    }

    internal void Send(string topic, params IEnumerable<string> hexParts)
    {
        NetMQMessage message = new();
        message.Append(topic);
        foreach (string part in hexParts)
        {
            message.Append(Convert.FromHexString(part));
        }
        _socket.SendMultipartMessage(message);
    }

    public void Dispose() => _socket.Dispose();
}
