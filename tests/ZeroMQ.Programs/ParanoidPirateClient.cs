namespace ZeroMQ.Programs;

/// <summary>Asks again, with a new socket, when no answer comes.</summary>
internal static class ParanoidPirateClient
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    public static void Run(ZContext context, string[] args)
    {
        var poll = ZPollItem.CreateReceiver();
        var client = Connect(context, args[0]);
        for (int i = 0; i < int.Parse(args[1]); ++i)
        {
            string request = "request " + i;
            client.Send(new ZFrame(request));
            ZMessage reply;
            ZError error;
            while (!client.PollIn(poll, out reply, out error, s_patience))
            {
                if (error != ZError.EAGAIN)
                    throw new ZException(error);
                Console.WriteLine("again " + request);
                client.Dispose();
                client = Connect(context, args[0]);
                client.Send(new ZFrame(request));
            }
            using (reply)
            {
                Console.WriteLine(reply.PopString());
            }
        }
        client.Dispose();
    }

    private static ZSocket Connect(ZContext context, string endpoint)
    {
        var client = new ZSocket(context, ZSocketType.REQ);
        client.Linger = TimeSpan.Zero;
        client.Connect(endpoint);
        return client;
    }
}
