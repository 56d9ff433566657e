using ZeroMQ.Monitoring;

namespace ZeroMQ.Programs;

/// <summary>CURVE with certificates in files: a server that lets in whose public keys it has.</summary>
internal static class Ironhouse
{
    /// <summary>The server's, one the server will know, and one it will not.</summary>
    public static void Keys(ZContext context, string[] args)
    {
        Directory.CreateDirectory(Path.Combine(args[0], "known"));
        foreach (string name in new[] { "server", "alice", "mallory" })
        {
            var certificate = new ZCert();
            certificate.SetMeta("name", name);
            certificate.Save(Path.Combine(args[0], name));
            if (name == "alice")
                certificate.SavePublic(Path.Combine(args[0], "known", name));
        }
    }

    public static void Server(ZContext context, string[] args)
    {
        using (var authenticator = new ZActor(context, ZAuth.Action))
        using (var server = new ZSocket(context, ZSocketType.ROUTER))
        {
            authenticator.Start();
            Tell(authenticator, "VERBOSE");
            Tell(authenticator, "ALLOW", "127.0.0.1");
            Tell(authenticator, "CURVE", Path.Combine(args[0], "known"));

            ZCert.Load(Path.Combine(args[0], "server")).Apply(server);
            server.CurveServer = true;
            server.Bind("tcp://127.0.0.1:*");
            Console.WriteLine("server " + server.LastEndpoint);

            ZError error;
            ZMessage request;
            while (null != (request = server.ReceiveMessage(out error)))
            {
                using (request)
                {
                    string user = request[1].GetOption("User-Id"), name = request[1].GetOption("name");
                    Console.WriteLine("heard " + request[1].ReadString() + " from " + name + " " + user);
                    request.ReplaceAt(1, new ZFrame("Hello " + name));
                    server.Send(request);
                }
            }
            if (error != ZError.ETERM)
                throw new ZException(error);
        }
    }

    public static void Client(ZContext context, string[] args)
    {
        string name = args[2];
        using (var client = new ZSocket(context, ZSocketType.DEALER))
        {
            client.Linger = TimeSpan.Zero;
            client.Monitor("inproc://events");
            using (var monitor = ZMonitor.Create(context, "inproc://events"))
            {
                // Events that the enumeration does not know: 2048 and above are of the handshake, 4096 is its success.
                int failure = 0;
                monitor.AllEvents += (sender, e) =>
                {
                    if ((int)e.Event.Event > (int)ZMonitorEvents.Stopped && (int)e.Event.Event != 4096)
                        Interlocked.Exchange(ref failure, (int)e.Event.Event);
                };
                monitor.Start();
                if (name != "nobody")
                {
                    ZCert.Load(Path.Combine(args[0], name)).Apply(client);
                    client.CurveServerKey = ZCert.Load(Path.Combine(args[0], "server")).PublicKey;
                }
                client.Connect(args[1]);

                // Who was refused by now has nobody to send to.
                ZError error;
                if (!client.Send(new ZFrame("I am " + name), ZSocketFlags.DontWait, out error) && error != ZError.EAGAIN)
                    throw new ZException(error);

                var poll = ZPollItem.CreateReceiver();
                ZMessage answer;
                while (!client.PollIn(poll, out answer, out error, TimeSpan.FromMilliseconds(50)))
                {
                    if (error != ZError.EAGAIN)
                        throw new ZException(error);
                    if (Volatile.Read(ref failure) != 0)
                    {
                        Console.WriteLine("refused " + failure);
                        return;
                    }
                }
                using (answer)
                {
                    Console.WriteLine(answer.PopString());
                }
            }
        }
    }

    private static void Tell(ZActor authenticator, params string[] command)
    {
        authenticator.Frontend.Send(new ZMessage(command.Select(text => new ZFrame(text))));
        using (var answer = authenticator.Frontend.ReceiveFrame())
        {
            if (answer.ReadInt32() != 0)
                throw new InvalidOperationException(command[0]);
        }
    }
}
