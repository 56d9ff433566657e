using System.Net.Sockets;
using System.Text;
using ZeroMQ.Devices;

namespace ZeroMQ.Tests;

/// <summary>What passes through each of the devices.</summary>
public class DeviceTests : DeviceFixture
{
    private const int Count = 10_000;

    [Test]
    public void All_that_is_pushed_is_pulled_in_order()
    {
        PushPullDevice device = Prepare(new PushPullDevice(Context, AnyPort, AnyPort));
        ZSocket push = Connect(ZSocketType.PUSH, device.FrontendSocket), pull = Connect(ZSocketType.PULL, device.BackendSocket);
        device.Start();
        Within.Run(() => SendNumbers(push), () => ReceiveNumbers(pull));
    }

    [Test]
    public void All_that_is_published_reaches_a_subscriber_in_order()
    {
        PubSubDevice device = Prepare(new PubSubDevice(Context, AnyPort, AnyPort));
        ZSocket publisher = Connect(ZSocketType.PUB, device.FrontendSocket);
        string endpoint = device.BackendSocket.LastEndpoint;
        device.Start();
        ZSocket subscriber = Subscribe(device, endpoint, publisher);
        Within.Run(() => SendNumbers(publisher), () => ReceiveNumbers(subscriber));
    }

    [Test]
    public void Every_request_comes_back_answered()
    {
        RouterDealerDevice device = Prepare(new RouterDealerDevice(Context, AnyPort, AnyPort));
        ZSocket client = Connect(ZSocketType.DEALER, device.FrontendSocket), service = Connect(ZSocketType.DEALER, device.BackendSocket);
        device.Start();
        Within.Run(
            () =>
            {
                SendNumbers(client);
                ReceiveNumbers(client, "|answer");
            },
            () => Echo(service, "answer"));
    }

    [Test]
    public void Requests_are_answered_by_any_of_several_services()
    {
        RouterDealerDevice device = Prepare(new RouterDealerDevice(Context, AnyPort, AnyPort));
        ZSocket[] clients = [.. Enumerable.Range(0, 5).Select(_ => Connect(ZSocketType.REQ, device.FrontendSocket))];
        ZSocket[] services = [.. Enumerable.Range(0, 2).Select(_ => Connect(ZSocketType.REP, device.BackendSocket))];
        device.Start();
        Task[] serving = [.. services.Select(service => Within.Start(() =>
        {
            for (string? text = ReceiveText(service); text != "end"; text = ReceiveText(service))
            {
                SendText(service, text, "done");
            }
            SendText(service, "ended");
        }))];
        Within.Run([.. clients.Select((client, i) => (Action)(() =>
        {
            for (int j = 0; j < 100; j++)
            {
                SendText(client, $"{i}-{j}");
                Assert.That(ReceiveText(client), Is.EqualTo($"{i}-{j}|done"));
            }
        }))]);
        for (int i = 0; i < services.Length; i++)
        {
            SendText(clients[i], "end");
            Assert.That(ReceiveText(clients[i]), Is.EqualTo("ended"));
        }
        Within.Run(Task.WhenAll(serving).Wait);
    }

    [Test]
    public void All_bytes_of_a_raw_connection_pass_both_ways()
    {
        StreamDealerDevice device = Prepare(new StreamDealerDevice(Context, AnyPort, AnyPort));
        ZSocket service = Connect(ZSocketType.DEALER, device.BackendSocket);
        Uri endpoint = new(device.FrontendSocket.LastEndpoint);
        device.Start();
        using TcpClient client = new(endpoint.Host, endpoint.Port);
        byte[] sent = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, Count).Select(i => $"{i:d5}\n")));
        byte[] back = new byte[sent.Length];

        // Six bytes to a message on the way back, so that there are as many as in the other tests.
        Within.Run(() => client.GetStream().Write(sent), () => EchoInPieces(service, sent.Length, 6), () => client.GetStream().ReadExactly(back));
        Assert.That(back, Is.EqualTo(sent));
    }

    [Test]
    public void Subscriptions_flow_back_to_the_publisher()
    {
        PubSubDevice device = Prepare(new PubSubDevice(Context, AnyPort, AnyPort));
        ZSocket publisher = Connect(ZSocketType.XPUB, device.FrontendSocket), subscriber = Connect(ZSocketType.SUB, device.BackendSocket);
        device.Start();
        subscriber.Subscribe("topic");
        byte[] prefix = [.. "topic"u8];
        using ZFrame subscription = publisher.ReceiveFrame();
        Assert.That(subscription.Read(), Is.EqualTo((byte[])[1, .. prefix]));
        subscriber.Unsubscribe("topic");
        using ZFrame end = publisher.ReceiveFrame();
        Assert.That(end.Read(), Is.EqualTo((byte[])[0, .. prefix]));
    }

    /// <summary>clrzmq4 sent the bytes 01 00 to all subscribers instead.</summary>
    [Test]
    public void SubscribeAll_of_the_side_of_the_subscribers_subscribes_at_the_publishers()
    {
        PubSubDevice device = new(Context, AnyPort, AnyPort);
        device.BackendSetup.SubscribeAll();
        Prepare(device);
        ZSocket publisher = Connect(ZSocketType.XPUB, device.FrontendSocket);
        device.Start();
        using ZFrame subscription = publisher.ReceiveFrame();
        Assert.That(subscription.Read(), Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public void A_message_of_many_parts_stays_one()
    {
        PushPullDevice device = Prepare(new PushPullDevice(Context, AnyPort, AnyPort));
        ZSocket push = Connect(ZSocketType.PUSH, device.FrontendSocket), pull = Connect(ZSocketType.PULL, device.BackendSocket);
        device.Start();
        string[] parts = [.. Enumerable.Range(0, 1000).Select(i => $"{i}")];
        SendText(push, parts);
        SendText(push, "", "", "");
        Assert.That((ReceiveText(pull), ReceiveText(pull)), Is.EqualTo((string.Join('|', parts), "||")));
    }

    private static void SendNumbers(ZSocket socket)
    {
        for (int i = 0; i < Count; i++)
        {
            SendText(socket, $"{i}");
        }
    }

    private static void ReceiveNumbers(ZSocket socket, string suffix = "")
    {
        for (int i = 0; i < Count; i++)
        {
            Assert.That(ReceiveText(socket), Is.EqualTo($"{i}{suffix}"));
        }
    }

    private static void Echo(ZSocket service, string suffix)
    {
        for (int i = 0; i < Count; i++)
        {
            using ZMessage request = service.ReceiveMessage();
            request.Add(new ZFrame(suffix));
            service.Send(request);
        }
    }

    private static void EchoInPieces(ZSocket service, int length, int piece)
    {
        List<byte> received = [];
        for (int sent = 0; sent < length;)
        {
            using ZMessage message = service.ReceiveMessage();
            received.AddRange(message[1].Read());
            for (; sent + piece <= received.Count; sent += piece)
            {
                using ZMessage back = [message[0].Duplicate(), new ZFrame(received.GetRange(sent, piece).ToArray())];
                service.Send(back);
            }
        }
    }
}
