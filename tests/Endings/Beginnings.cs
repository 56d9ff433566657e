using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Node.Relay;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;
using ZmqNative.Testing;

namespace Endings;

/// <summary>What is begun in a round; each gives what ends it.</summary>
internal sealed class Beginnings(Random random, Peers peers, Publishers publishers)
{
    private const string Anywhere = "tcp://127.0.0.1:*";
    private const int BlockLength = 300_000;

    internal Action Begin(string what) => what switch
    {
        "node" => Node(),
        "relay" => Relay(),
        "publisher" => Publisher(),
        "subscriber" => Subscriber(),
        "contexts" => Contexts(),
        _ => throw new ArgumentException($"There is no {what}."),
    };

    private Action Node()
    {
        NotificationInterface notifications = Interface();
        bool stop = false;
        Thread publishing = new(() =>
        {
            Transaction transaction = new(default, new byte[300]);
            for (ulong i = 1; !Volatile.Read(ref stop); i++)
            {
                notifications.TransactionAddedToMempool(transaction, i);
                if (i % 5 == 0)
                {
                    notifications.UpdatedBlockTip(new BlockIndex(default, (int)i), null, initialDownload: false);
                }
            }
        });
        publishing.Start();
        AwaitPeers();
        return () =>
        {
            // Half of the nodes have nothing to publish any more when they end.
            bool first = random.Next(2) == 0;
            if (first)
            {
                Volatile.Write(ref stop, true);
                publishing.Join();
            }
            notifications.Dispose();
            Volatile.Write(ref stop, true);
            publishing.Join();
        };
    }

    private Action Relay()
    {
        TestPublisher upstream = new();
        NodeRpc rpc = new(new Uri("http://127.0.0.1:1"), "nobody", "nothing");
        NotificationInterface notifications = Interface();
        RunningNode node = new(rpc, upstream.Address);
        CancellationTokenSource cancel = new();
        Task relaying = Task.Run(() => node.RunAsync(notifications, cancel.Token));
        upstream.WaitForSubscriber(TimeSpan.FromSeconds(30), "sequence");
        bool stop = false;
        Thread publishing = new(() =>
        {
            byte[] block = new byte[BlockLength];
            for (ulong i = 1; !Volatile.Read(ref stop); i++)
            {
                upstream.HashTransaction(default);
                upstream.TransactionAdded(default, i);
                if (i % 5 == 0)
                {
                    upstream.RawBlock(block);
                }
            }
        });
        publishing.Start();
        AwaitPeers();
        return () =>
        {
            // In order, or with the interface first.
            Action[] ends = [() => { cancel.Cancel(); relaying.Wait(); }, notifications.Dispose];
            Array.ForEach(random.Next(2) == 0 ? ends : [ends[1], ends[0]], end => end());
            Volatile.Write(ref stop, true);
            publishing.Join();
            upstream.Dispose();
            rpc.Dispose();
            cancel.Dispose();
        };
    }

    private Action Publisher()
    {
        TestPublisher publisher = new();
        peers.GoTo(publisher.Address);
        Thread publishing = new(() =>
        {
            try
            {
                byte[] block = new byte[BlockLength];
                while (true)
                {
                    publisher.HashTransaction(default);
                    publisher.RawBlock(block);
                }
            }
            catch (ObjectDisposedException)
            {
                // This is the end.
            }
        });
        publishing.Start();
        AwaitPeers();
        return () =>
        {
            publisher.Dispose();
            publishing.Join();
        };
    }

    private Action Subscriber()
    {
        NotificationSubscriberOptions options = new()
        {
            ReconnectInterval = TimeSpan.FromMilliseconds(1),
            MaxReconnectInterval = TimeSpan.FromMilliseconds(2),
        };
        // Several connections come and go by themselves.
        foreach (string address in publishers.Addresses)
        {
            options.Addresses.Add(address);
        }
        NotificationSubscriber subscriber = new(options);
        int before = publishers.Sent;
        SpinWait.SpinUntil(() => publishers.Sent > before + 100);
        return subscriber.Dispose;
    }

    private Action Contexts()
    {
        ZmqContext context = new();
        List<ZmqSocket> sockets = [];
        for (int i = 0; i < 20; i++)
        {
            ZmqSocket publisher = new(context, ZmqSocketType.Publish) { Linger = 0, SendHighWatermark = 0 }, subscriber = new(context, ZmqSocketType.Subscribe);
            publisher.Bind(i % 2 == 0 ? Anywhere : $"inproc://{i}");
            subscriber.Subscribe([]);
            subscriber.Connect(publisher.LastEndpoint);
            sockets.AddRange(publisher, subscriber);
        }
        peers.GoTo(sockets[0].LastEndpoint);
        byte[] body = new byte[10_000];
        for (int i = 0; i < 500; i++)
        {
            ZmqSocket publisher = sockets[2 * random.Next(20)];
            _ = publisher.Send(body, more: true);
            _ = publisher.Send(body);
        }
        return () =>
        {
            foreach (ZmqSocket socket in sockets.OrderBy(_ => random.Next()).ToList())
            {
                socket.Dispose();
            }
            context.Dispose();
        };
    }

    private NotificationInterface Interface()
    {
        ZmqNotificationOptions options = new()
        {
            PubHashBlock = [Anywhere],
            PubHashTransaction = [Anywhere],
            PubRawBlock = [Anywhere],
            PubSequence = [Anywhere],
        };
        NotificationInterface notifications = new(options, new NotifierFactories((_, body) =>
        {
            body.GetSpan(BlockLength)[..BlockLength].Fill(7);
            body.Advance(BlockLength);
            return true;
        }));
        _ = notifications.Initialize();
        peers.GoTo(notifications.GetBoundEndpoint(Anywhere));
        return notifications;
    }

    private void AwaitPeers()
    {
        int before = peers.Received;
        SpinWait.SpinUntil(() => peers.Received > before + 50);
    }
}
