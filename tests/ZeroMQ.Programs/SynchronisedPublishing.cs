namespace ZeroMQ.Programs;

/// <summary>A publisher that begins when all its subscribers are there, and says so at the end.</summary>
internal static class SynchronisedPublishing
{
    public static void Publisher(ZContext context, string[] args)
    {
        int subscribers = int.Parse(args[0]), messages = int.Parse(args[1]);
        using (var publisher = new ZSocket(context, ZSocketType.PUB))
        using (var service = new ZSocket(context, ZSocketType.REP))
        {
            publisher.SendHighWatermark = 0;
            publisher.Bind("tcp://127.0.0.1:*");
            service.Bind("tcp://127.0.0.1:*");
            Console.WriteLine("publisher " + publisher.LastEndpoint);
            Console.WriteLine("service " + service.LastEndpoint);

            // Who gets a HELLO is subscribed, and says so.
            var poll = ZPollItem.CreateReceiver();
            while (subscribers > 0)
            {
                ZMessage request;
                ZError error;
                publisher.Send(new ZFrame("HELLO"));
                if (service.PollIn(poll, out request, out error, TimeSpan.FromMilliseconds(10)))
                {
                    request.Dispose();
                    service.Send(new ZFrame("GO"));
                    --subscribers;
                }
                else if (error != ZError.EAGAIN)
                    throw new ZException(error);
            }
            for (int i = 0; i < messages; ++i)
            {
                publisher.Send(new ZFrame("Rhubarb " + i));
            }
            publisher.Send(new ZFrame("END"));
        }
    }

    public static void Subscriber(ZContext context, string[] args)
    {
        using (var subscriber = new ZSocket(context, ZSocketType.SUB))
        using (var client = new ZSocket(context, ZSocketType.REQ))
        {
            subscriber.ReceiveHighWatermark = 0;
            subscriber.SubscribeAll();
            subscriber.Connect(args[0]);
            client.Connect(args[1]);
            using (var hello = subscriber.ReceiveFrame())
            {
                Console.WriteLine(hello.ReadString());
            }
            client.Send(new ZFrame());
            using (client.ReceiveFrame())
            {
            }

            int messages = 0;
            while (true)
            {
                using (var frame = subscriber.ReceiveFrame())
                {
                    string text = frame.ReadString();
                    if (text == "END")
                        break;
                    if (text == "Rhubarb " + messages)
                        ++messages;
                    else if (text != "HELLO")
                        throw new InvalidDataException(text + " after " + messages);
                }
            }
            Console.WriteLine("received " + messages);
        }
    }
}
