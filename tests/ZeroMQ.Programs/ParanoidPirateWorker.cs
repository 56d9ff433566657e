namespace ZeroMQ.Programs;

/// <summary>Answers requests, gives signs of life in between, and connects anew to a queue that gives none.</summary>
internal static class ParanoidPirateWorker
{
    public static void Run(ZContext context, string[] args)
    {
        string endpoint = args[0], name = args[1];
        int stuckAt = int.Parse(args[2]), served = 0, liveness = ParanoidPirate.Liveness;
        var poll = ZPollItem.CreateReceiver();
        var nextHeartbeat = DateTime.UtcNow + ParanoidPirate.Interval;
        var worker = Connect(context, endpoint, name);
        while (true)
        {
            ZMessage incoming;
            ZError error;
            if (worker.PollIn(poll, out incoming, out error, ParanoidPirate.Interval))
            {
                liveness = ParanoidPirate.Liveness;
                using (incoming)
                {
                    // client, empty, request; or a heartbeat.
                    if (incoming.Count == 3)
                    {
                        if (++served == stuckAt)
                        {
                            Console.WriteLine("stuck");
                            while (null != worker.ReceiveFrame(out error)) { }
                        }
                        incoming.ReplaceAt(2, new ZFrame(incoming[2].ReadString() + " by " + name));
                        worker.Send(incoming);
                    }
                }
            }
            else if (error == ZError.ETERM)
            {
                worker.Dispose();
                return;
            }
            else if (error != ZError.EAGAIN)
                throw new ZException(error);
            else if (--liveness == 0)
            {
                Console.WriteLine("reconnecting");
                liveness = ParanoidPirate.Liveness;
                worker.Dispose();
                worker = Connect(context, endpoint, name);
            }
            if (DateTime.UtcNow >= nextHeartbeat)
            {
                worker.Send(new ZFrame(ParanoidPirate.Heartbeat));
                nextHeartbeat = DateTime.UtcNow + ParanoidPirate.Interval;
            }
        }
    }

    private static ZSocket Connect(ZContext context, string endpoint, string name)
    {
        var worker = new ZSocket(context, ZSocketType.DEALER);
        worker.IdentityString = name;
        worker.Linger = TimeSpan.Zero;
        worker.Connect(endpoint);
        worker.Send(new ZFrame(ParanoidPirate.Ready));
        return worker;
    }
}
