using System.Globalization;
using System.Text;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Security;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks;

/// <summary>CURVE: publishing and receiving against C++ with the same libzmq, and the authenticator against those of CZMQ and pyzmq.</summary>
internal static class CurveCost
{
    private const string Anywhere = "tcp://127.0.0.1:*";
    private const string Handler = "inproc://zeromq.zap.01";
    private const int Block = 1_500_000;
    private const int Requests = 10_000;
    private const int AtOnce = 32;
    private const int Certificates = 10;
    private const int Rounds = 5;

    // Both print nanoseconds of CPU that a request costs the threads besides the one that asks.
    private const string Czmq = """
        #include <czmq.h>
        static double now(clockid_t clock) { struct timespec t; clock_gettime(clock, &t); return t.tv_sec * 1e9 + t.tv_nsec; }
        static void ask(zsock_t *dealer, const byte *key) {
            zmsg_t *request = zmsg_new();
            const char *parts[] = {"", "1.0", "1", "zmqnative", "127.0.0.1", "", "CURVE"};
            for (int i = 0; i < 7; i++) zmsg_addstr(request, parts[i]);
            zmsg_addmem(request, key, 32);
            zmsg_send(&request, dealer);
        }
        int main(int argc, char **argv) {
            (void)argc;
            int count = atoi(argv[3]), window = atoi(argv[4]);
            byte key[32];
            zmq_z85_decode(key, argv[2]);
            zactor_t *auth = zactor_new(zauth, NULL);
            zstr_sendx(auth, "CURVE", argv[1], NULL);
            zsock_wait(auth);
            zsock_t *dealer = zsock_new_dealer(">inproc://zeromq.zap.01");
            double used = 0;
            for (int round = 0; round < 2; round++) {
                used = now(CLOCK_PROCESS_CPUTIME_ID) - now(CLOCK_THREAD_CPUTIME_ID);
                for (int i = 0; i < window; i++) ask(dealer, key);
                for (int i = 0; i < count; i++) {
                    zmsg_t *reply = zmsg_recv(dealer);
                    zmsg_first(reply); zmsg_next(reply); zmsg_next(reply);
                    if (!zframe_streq(zmsg_next(reply), "200")) return 1;
                    zmsg_destroy(&reply);
                    if (i + window < count) ask(dealer, key);
                }
                used = now(CLOCK_PROCESS_CPUTIME_ID) - now(CLOCK_THREAD_CPUTIME_ID) - used;
            }
            printf("%f", used / count);
            fflush(stdout);
            _exit(0);
        }
        """;

    // Its domain is the one of the requests: "*" stands for the empty one only.
    private const string Pyzmq = """
        import os, sys, time, zmq
        from zmq.auth.thread import ThreadAuthenticator
        from zmq.utils import z85
        folder, key, count, window = sys.argv[1], z85.decode(sys.argv[2].encode()), int(sys.argv[3]), int(sys.argv[4])
        context = zmq.Context()
        auth = ThreadAuthenticator(context)
        auth.start()
        auth.configure_curve(domain="zmqnative", location=folder)
        dealer = context.socket(zmq.DEALER)
        dealer.connect("inproc://zeromq.zap.01")
        request = [b"", b"1.0", b"1", b"zmqnative", b"127.0.0.1", b"", b"CURVE", key]
        for round in range(2):
            used = time.process_time() - time.thread_time()
            for i in range(window):
                dealer.send_multipart(request)
            for i in range(count):
                if dealer.recv_multipart()[3] != b"200":
                    os._exit(1)  # an exception would wait for the authenticator's thread
                if i + window < count:
                    dealer.send_multipart(request)
            used = time.process_time() - time.thread_time() - used
        print(used * 1e9 / count, flush=True)
        os._exit(0)
        """;

    internal static void Run(TextWriter output)
    {
        using CurveKeys keys = new(Certificates);
        Publish(output, keys, "hashtx published by CURVE", new() { PubHashTransaction = [Anywhere] }, "hashtx", 32, 2_000,
            rig => rig.Transactions("NotificationInterface", new Transaction(default, new byte[250])));
        Publish(output, keys, "rawblock of 1.5 MB published by CURVE", new() { PubRawBlock = [Anywhere] }, "rawblock", Block, 10,
            rig => rig.Tips("NotificationInterface", new BlockIndex(default, 1)));
        ReceiveCost.Compare(output, "hashtx received by CURVE", "hashtx", 32, 5_000, keys);
        ReceiveCost.Compare(output, "rawblock of 1.5 MB received by CURVE", "rawblock", Block, 10, keys);
        Authenticate(output, keys);
    }

    private static void Publish(
        TextWriter output, CurveKeys keys, string what, ZmqNative.Publishing.ZmqNotificationOptions options, string topic, int length, int count, Func<PublishRig, Contestant> ours)
    {
        options.Curve = keys.Options;
        using PublishRig rig = new(options, new byte[length], (topic, length));
        using Drain drain = new(rig.Endpoints, 1, 1, () => rig.AsCore.Work(1), keys);
        new SideBySide(what, count, () => drain.Begin(count), drain.End, rig.AsCore, rig.AtLimit, ours(rig)).Run(output);
    }

    private static void Authenticate(TextWriter output, CurveKeys keys)
    {
        string program = Path.Combine(Path.GetTempPath(), $"zmqnative-zauth-{Environment.ProcessId}"), source = $"{program}.c";
        File.WriteAllText(source, Czmq);
        bool hasCzmq = Child.Run("cc", "-O2", "-o", program, source, "-lczmq", "-lzmq") is not null;
        string[] arguments = [keys.Allowed, keys.ClientKey, $"{Requests}", $"{AtOnce}"];
        List<double> ours = [], czmq = [], pyzmq = [];
        for (int round = 0; round < Rounds; round++)
        {
            ours.Add(AskOurs(keys));
            Add(czmq, hasCzmq ? Child.Run(program, arguments) : null);
            Add(pyzmq, Child.Run("/usr/bin/python3", ["-c", Pyzmq, .. arguments]));
        }
        File.Delete(source);
        File.Delete(program);
        output.WriteLine($"\n| {Requests} requests of ZAP, {AtOnce} at once, {Certificates} certificates, {Rounds} rounds | authenticator's CPU for one, ns | Authenticator to this: median | min | max |\n|---|---:|---:|---:|---:|");
        foreach ((string name, List<double> times) in new[] { ("Authenticator", ours), ("zauth of CZMQ", czmq), ("ThreadAuthenticator of pyzmq", pyzmq) })
        {
            if (times.Count < Rounds)
            {
                output.WriteLine($"| {name} is not here | | | | |");
                continue;
            }
            double[] ratios = [.. ours.Zip(times, (own, other) => own / other).Order()];
            output.WriteLine(FormattableString.Invariant($"| {name} | {times.Order().ElementAt(Rounds / 2):f0} | {ratios[Rounds / 2]:f2} | {ratios[0]:f2} | {ratios[^1]:f2} |"));
        }
    }

    private static void Add(List<double> times, string? text)
    {
        if (text is not null)
        {
            times.Add(double.Parse(text, CultureInfo.InvariantCulture));
        }
    }

    private static double AskOurs(CurveKeys keys)
    {
        using ZmqContext context = new();
        using Authenticator authenticator = new(context) { AllowedKeys = keys.Allowed };
        authenticator.Start();
        // The kernel has the thread's name.
        int thread = Directory.GetDirectories("/proc/self/task").Where(task => File.ReadAllText(Path.Combine(task, "comm")).Trim() == nameof(Authenticator))
            .Select(task => int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture)).Single();
        using ZmqSocket dealer = new(context, ZmqSocketType.Dealer) { Linger = 0 };
        dealer.Connect(Handler);
        byte[][] request = [[], "1.0"u8.ToArray(), "1"u8.ToArray(), "zmqnative"u8.ToArray(), "127.0.0.1"u8.ToArray(), [], "CURVE"u8.ToArray(), ZmqZ85.Decode(keys.ClientKey)];
        long used = 0;
        using ZmqMessage part = new();
        for (int round = 0; round < 2; round++)
        {
            used = baseline_time_of(thread);
            for (int i = 0; i < AtOnce; i++)
            {
                Ask(dealer, request);
            }
            for (int i = 0; i < Requests; i++)
            {
                int number = 0;
                do
                {
                    _ = dealer.Receive(part);
                    if (number++ == 3 && Encoding.ASCII.GetString(part.ToArray()) != "200")
                    {
                        throw new InvalidOperationException("The key is not allowed.");
                    }
                }
                while (part.HasMore);
                if (i + AtOnce < Requests)
                {
                    Ask(dealer, request);
                }
            }
            used = baseline_time_of(thread) - used;
        }
        return used / (double)Requests;
    }

    private static void Ask(ZmqSocket dealer, byte[][] request)
    {
        for (int i = 0; i < request.Length; i++)
        {
            _ = dealer.Send(request[i], more: i < request.Length - 1);
        }
    }
}
