namespace ZeroMQ.Programs;

/// <summary>A proxy between publishers and subscribers with somebody who listens to all that passes.</summary>
internal static class Espresso
{
    /// <param name="context">The context.</param>
    /// <param name="args">"steered" for a proxy that takes commands.</param>
    public static void Proxy(ZContext context, string[] args)
    {
        using (var frontend = new ZSocket(context, ZSocketType.XSUB))
        using (var backend = new ZSocket(context, ZSocketType.XPUB))
        using (var capture = new ZSocket(context, ZSocketType.PUSH))
        using (var control = new ZSocket(context, ZSocketType.PULL))
        {
            Bind(frontend, "frontend");
            Bind(backend, "backend");
            Bind(capture, "capture");
            Bind(control, "control");
            capture.Linger = TimeSpan.Zero;
            if (args[0] == "steered")
                ZContext.ProxySteerable(frontend, backend, capture, control);
            else
                ZContext.Proxy(frontend, backend, capture);
            Console.WriteLine("ended");
        }
    }

    public static void Publisher(ZContext context, string[] args)
    {
        using (var publisher = new ZSocket(context, ZSocketType.PUB))
        {
            publisher.Linger = TimeSpan.Zero;
            publisher.Connect(args[0]);
            ZError error = null;
            for (int i = 0; error == null; ++i)
            {
                using (var message = new ZMessage { new ZFrame((char)('A' + i % 3) + "-" + i) })
                    publisher.Send(message, out error);
                Thread.Sleep(1);
            }
            if (error != ZError.ETERM)
                throw new ZException(error);
        }
    }

    public static void Subscriber(ZContext context, string[] args)
    {
        using (var subscriber = new ZSocket(context, ZSocketType.SUB))
        {
            subscriber.SetOption(ZSocketOption.SUBSCRIBE, args[1]);
            subscriber.Connect(args[0]);
            for (int i = 0; i < int.Parse(args[2]); ++i)
            {
                using (var frame = subscriber.ReceiveFrame())
                    Console.WriteLine(frame.ReadString());
            }
        }
    }

    public static void Listener(ZContext context, string[] args)
    {
        using (var listener = new ZSocket(context, ZSocketType.PULL))
        {
            listener.Connect(args[0]);
            ZError error;
            ZFrame frame;
            while (null != (frame = listener.ReceiveFrame(out error)))
            {
                using (frame)
                {
                    int first = frame.ReadByte();
                    Console.WriteLine((first == 1 ? "subscribe " : first == 0 ? "unsubscribe " : ((char)first).ToString()) + frame.ReadString());
                }
            }
            if (error != ZError.ETERM)
                throw new ZException(error);
        }
    }

    public static void Control(ZContext context, string[] args)
    {
        using (var control = new ZSocket(context, ZSocketType.PUSH))
        {
            control.Connect(args[0]);
            control.Send(new ZFrame(args[1]));
        }
    }

    private static void Bind(ZSocket socket, string name)
    {
        socket.Bind("tcp://127.0.0.1:*");
        Console.WriteLine(name + " " + socket.LastEndpoint);
    }
}
