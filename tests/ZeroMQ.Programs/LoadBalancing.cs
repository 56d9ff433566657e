namespace ZeroMQ.Programs;

/// <summary>Requests from many clients go to the worker that has been idle for longest; ROUTER sockets on both sides.</summary>
internal static class LoadBalancing
{
    public static void Broker(ZContext context, string[] args)
    {
        using (var frontend = new ZSocket(context, ZSocketType.ROUTER))
        using (var backend = new ZSocket(context, ZSocketType.ROUTER))
        {
            frontend.Bind("tcp://127.0.0.1:*");
            backend.Bind("tcp://127.0.0.1:*");
            Console.WriteLine("frontend " + frontend.LastEndpoint);
            Console.WriteLine("backend " + backend.LastEndpoint);

            var idle = new Queue<string>();
            var poll = ZPollItem.CreateReceiver();
            ZError error;
            while (true)
            {
                ZMessage incoming;
                if (backend.PollIn(poll, out incoming, out error, TimeSpan.FromMilliseconds(idle.Count > 0 ? 1 : 100)))
                {
                    // worker, empty, then READY or client, empty, reply.
                    using (incoming)
                    {
                        using (var worker = incoming.Unwrap())
                        {
                            idle.Enqueue(worker.ReadString());
                        }
                        if (incoming.Count > 1)
                            frontend.Send(incoming);
                    }
                }
                else if (error == ZError.ETERM)
                    return;
                else if (error != ZError.EAGAIN)
                    throw new ZException(error);

                if (idle.Count > 0)
                {
                    if (frontend.PollIn(poll, out incoming, out error, TimeSpan.FromMilliseconds(1)))
                    {
                        using (incoming)
                        {
                            incoming.Wrap(new ZFrame(idle.Dequeue()));
                            backend.Send(incoming);
                        }
                    }
                    else if (error == ZError.ETERM)
                        return;
                    else if (error != ZError.EAGAIN)
                        throw new ZException(error);
                }
            }
        }
    }

    public static void Workers(ZContext context, string[] args)
    {
        Run(int.Parse(args[2]), i => Worker(context, args[0], args[1] + "-" + i));
    }

    public static void Clients(ZContext context, string[] args)
    {
        Run(int.Parse(args[2]), i => Client(context, args[0], args[1] + "-" + i, int.Parse(args[3])));
    }

    private static void Worker(ZContext context, string endpoint, string name)
    {
        using (var worker = new ZSocket(context, ZSocketType.REQ))
        {
            worker.IdentityString = name;
            worker.Connect(endpoint);
            worker.Send(new ZFrame("READY"));

            int served = 0;
            ZError error;
            ZMessage request;
            while (null != (request = worker.ReceiveMessage(out error)))
            {
                // client, empty, request.
                using (request)
                {
                    string text = request[2].ReadString();
                    request.ReplaceAt(2, new ZFrame(text + " by " + name));
                    if (!worker.Send(request, out error))
                        break;
                    ++served;
                }
            }
            if (!Equals(error, ZError.ETERM))
                throw new ZException(error);
            Console.WriteLine("served " + served);
        }
    }

    private static void Client(ZContext context, string endpoint, string name, int requests)
    {
        using (var client = new ZSocket(context, ZSocketType.REQ))
        {
            client.IdentityString = name;
            client.Connect(endpoint);
            int answered = 0;
            for (int i = 0; i < requests; ++i)
            {
                string request = name + " asks " + i;
                client.Send(new ZFrame(request));
                using (var reply = client.ReceiveFrame())
                {
                    if (reply.ReadString().StartsWith(request + " by ", StringComparison.Ordinal))
                        ++answered;
                }
            }
            Console.WriteLine("answered " + answered);
        }
    }

    private static void Run(int count, Action<int> action)
    {
        var threads = Enumerable.Range(0, count).Select(i => new Thread(() => action(i))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }
}
