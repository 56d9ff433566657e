namespace ZeroMQ.Programs;

/// <summary>Patterns of the ZeroMQ Guide in the style of programs for clrzmq4, a role a process: what the tests run.</summary>
internal static class Program
{
    private static readonly Dictionary<string, Action<ZContext, string[]>> s_roles = new()
    {
        ["balancing-broker"] = LoadBalancing.Broker,
        ["balancing-workers"] = LoadBalancing.Workers,
        ["balancing-clients"] = LoadBalancing.Clients,
        ["synchronised-publisher"] = SynchronisedPublishing.Publisher,
        ["synchronised-subscriber"] = SynchronisedPublishing.Subscriber,
        ["pirate-queue"] = ParanoidPirateQueue.Run,
        ["pirate-worker"] = ParanoidPirateWorker.Run,
        ["pirate-client"] = ParanoidPirateClient.Run,
        ["espresso-proxy"] = Espresso.Proxy,
        ["espresso-publisher"] = Espresso.Publisher,
        ["espresso-subscriber"] = Espresso.Subscriber,
        ["espresso-listener"] = Espresso.Listener,
        ["espresso-control"] = Espresso.Control,
        ["ironhouse-keys"] = Ironhouse.Keys,
        ["ironhouse-server"] = Ironhouse.Server,
        ["ironhouse-client"] = Ironhouse.Client,
    };

    private static void Main(string[] args)
    {
        using (var context = new ZContext())
        {
            // Ends when its input does: asked to, or because the tests are gone.
            var end = new Thread(() =>
            {
                Console.In.ReadToEnd();
                context.Shutdown();
            });
            end.IsBackground = true;
            end.Start();
            s_roles[args[0]](context, args[1..]);
        }
    }
}
