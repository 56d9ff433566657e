using System.Diagnostics;
using System.Globalization;
using ZmqNative.Interop;
using ZmqNative.Subscribing;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks;

/// <summary>A relay in its process with a publisher before it and a subscriber behind it.</summary>
internal sealed class RelayRun : IDisposable
{
    private readonly ZmqContext _context;
    private readonly ZmqSocket _to;
    private readonly ZmqSocket _from;
    private readonly Process _process;
    private readonly string _topic;
    private readonly byte[] _body;
    private readonly int _published;
    private uint _number;

    /// <summary>Starts it and waits until messages get through.</summary>
    /// <param name="context">For the publisher and the subscriber.</param>
    /// <param name="how">What <see cref="RelayChild"/> is told.</param>
    /// <param name="topic">What is sent.</param>
    /// <param name="body">Its body.</param>
    /// <param name="published">How many messages one of them becomes.</param>
    /// <param name="node">Whom a relay asks what it may have missed: until it knows, messages take a longer way.</param>
    internal RelayRun(ZmqContext context, string how, string topic, byte[] body, int published, RelayStormNode node)
    {
        (_context, _topic, _body, _published) = (context, topic, body, published);
        string name = $"ipc://{Path.GetTempPath()}relay-{Guid.NewGuid():n}";
        (_to, _from) = (new ZmqSocket(_context, ZmqSocketType.Publish), new ZmqSocket(_context, ZmqSocketType.Subscribe));
        _to.SendHighWatermark = _from.ReceiveHighWatermark = 0;
        _from.Subscribe([]);
        _to.Bind($"{name}-up");
        ProcessStartInfo start = new(Environment.ProcessPath!, [RelayChild.Argument, how, $"{name}-up", $"{name}-down", node.Rpc, node.CookieFile]) { RedirectStandardInput = true };
        // The library is there already: this compiler does nothing.
        start.Environment["CXX"] = "true";
        // On one processor the runtime would wait ten times as long before it compiles for good.
        start.Environment["DOTNET_TC_DelaySingleProcMultiplier"] = "1";
        _process = Process.Start(start)!;
        _from.Connect($"{name}-down");
        Await();
    }

    /// <summary>Nanoseconds of processor time per message: of the process, and of its relaying thread.</summary>
    internal (double Process, double Thread) Burst(int count)
    {
        (long Process, long Thread) before = Times();
        if (baseline_relay_burst(_to.DangerousGetHandle(), _from.DangerousGetHandle(), _topic, _body, (nuint)_body.Length, _number, count, count * _published) != count * _published)
        {
            throw new InvalidOperationException("Messages were lost.");
        }
        _number += (uint)count;
        // Until its threads have gone to sleep.
        Thread.Sleep(2);
        (long Process, long Thread) after = Times();
        return ((after.Process - before.Process) / (double)count, (after.Thread - before.Thread) / (double)count);
    }

    /// <summary>The median of the nanoseconds from sending a message to having received it, and processor time of the process.</summary>
    internal (double Latency, double Process) Ping(int count)
    {
        long before = Times().Process;
        long[] times = new long[count];
        if (baseline_relay_ping(_to.DangerousGetHandle(), _from.DangerousGetHandle(), _topic, _body, (nuint)_body.Length, _number, count, _published, times) == 0)
        {
            throw new InvalidOperationException("Messages were lost.");
        }
        _number += (uint)count;
        Thread.Sleep(2);
        return (times.Order().ElementAt(count / 2), (Times().Process - before) / (double)count);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _from.Dispose();
        _to.Dispose();
    }

    private void Await()
    {
        long deadline = Environment.TickCount64 + 30_000;
        _from.ReceiveTimeout = 100;
        while (baseline_relay_burst(_to.DangerousGetHandle(), _from.DangerousGetHandle(), _topic, _body, (nuint)_body.Length, _number++, 1, 1) == 0)
        {
            if (Environment.TickCount64 > deadline)
            {
                throw new InvalidOperationException("Nothing gets through.");
            }
        }
        while (baseline_relay_burst(_to.DangerousGetHandle(), _from.DangerousGetHandle(), _topic, [], 0, 0, 0, 1) != 0)
        {
        }
        _from.ReceiveTimeout = 10_000;
    }

    private (long Process, long Thread) Times()
    {
        long thread = 0;
        foreach (string task in Directory.GetDirectories($"/proc/{_process.Id}/task"))
        {
            try
            {
                // Names are cut off after 15 characters.
                string name = File.ReadAllText($"{task}/comm").TrimEnd();
                if (name == RelayChild.ThreadName || nameof(NotificationReceiver).StartsWith(name, StringComparison.Ordinal))
                {
                    thread += long.Parse(File.ReadAllText($"{task}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture);
                }
            }
            catch (IOException)
            {
                // A thread that has ended meanwhile.
            }
        }
        return (baseline_relay_process_time(_process.Id), thread);
    }
}
