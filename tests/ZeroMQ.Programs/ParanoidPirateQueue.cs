namespace ZeroMQ.Programs;

/// <summary>Hands requests to workers that give signs of life, and forgets the others.</summary>
internal static class ParanoidPirateQueue
{
    public static void Run(ZContext context, string[] args)
    {
        using (var frontend = new ZSocket(context, ZSocketType.ROUTER))
        using (var backend = new ZSocket(context, ZSocketType.ROUTER))
        {
            frontend.Bind("tcp://127.0.0.1:*");
            backend.Bind("tcp://127.0.0.1:*");
            Console.WriteLine("frontend " + frontend.LastEndpoint);
            Console.WriteLine("backend " + backend.LastEndpoint);

            // Those that can work, the longest idle first, and when they are given up.
            var workers = new List<(string Name, DateTime Expiry)>();
            var all = new[] { backend, frontend };
            var items = new[] { ZPollItem.CreateReceiver(), ZPollItem.CreateReceiver() };
            var nextHeartbeat = DateTime.UtcNow + ParanoidPirate.Interval;
            while (true)
            {
                // Without workers requests wait in the frontend.
                ZMessage[] incoming;
                ZError error;
                if (!all.Take(workers.Count > 0 ? 2 : 1).ToArray().PollIn(items, out incoming, out error, ParanoidPirate.Interval))
                {
                    if (error == ZError.ETERM)
                        return;
                    if (error != ZError.EAGAIN)
                        throw new ZException(error);
                }
                if (incoming[0] != null)
                    FromWorker(incoming[0], workers, frontend);
                if (incoming.Length > 1 && incoming[1] != null)
                {
                    using (var request = incoming[1])
                    {
                        request.Prepend(new ZFrame(workers[0].Name));
                        workers.RemoveAt(0);
                        backend.Send(request);
                    }
                }
                if (DateTime.UtcNow >= nextHeartbeat)
                {
                    foreach (var worker in workers)
                    {
                        using (var message = new ZMessage { new ZFrame(worker.Name), new ZFrame(ParanoidPirate.Heartbeat) })
                            backend.Send(message);
                    }
                    nextHeartbeat = DateTime.UtcNow + ParanoidPirate.Interval;
                }
                foreach (var worker in workers.Where(worker => DateTime.UtcNow > worker.Expiry).ToList())
                {
                    workers.Remove(worker);
                    Console.WriteLine("dropped " + worker.Name);
                }
            }
        }
    }

    private static void FromWorker(ZMessage message, List<(string Name, DateTime Expiry)> workers, ZSocket frontend)
    {
        using (message)
        {
            string name = message.PopString();
            if (workers.RemoveAll(worker => worker.Name == name) == 0)
                Console.WriteLine("ready " + name);
            workers.Add((name, DateTime.UtcNow + ParanoidPirate.Liveness * ParanoidPirate.Interval));

            // A reply has an envelope.
            if (message.Count > 1)
                frontend.Send(message);
        }
    }
}
