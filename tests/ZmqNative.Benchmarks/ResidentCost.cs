using System.Buffers.Binary;
using ZmqNative.Interop;

namespace ZmqNative.Benchmarks;

/// <summary>
/// The memory that processes hold: the tool's publisher at rest, and subscribers that print what they receive, beside the same in
/// Python with pyzmq.
/// </summary>
internal static class ResidentCost
{
    private const int Rounds = 3, Messages = 50_000, Burst = 20;

    private const string Python = """
        import struct, sys, zmq
        socket = zmq.Context().socket(zmq.SUB)
        socket.setsockopt(zmq.RCVHWM, 0)
        socket.setsockopt(zmq.SUBSCRIBE, b"hashtx")
        socket.connect(sys.argv[1])
        while True:
            topic, body, sequence = socket.recv_multipart()
            print(topic.decode(), body.hex(), struct.unpack("<I", sequence)[0], flush=True)
        """;

    internal static void Run(TextWriter output, (string Name, string Program)[] tools, string consumer)
    {
        output.WriteLine($"\n| resident, {Rounds} rounds | median, MB | min | max | of it without a file, median |\n|---|---:|---:|---:|---:|");
        foreach ((string name, string program) in tools)
        {
            Write(output, $"`publish --trace` at rest, {name}", () => AtRest(program));
        }
        foreach ((string name, string program) in tools)
        {
            Write(output, $"`subscribe --json`, {Messages} hashtx received, {name}", () => Subscriber(program, "hashtx", address => ["subscribe", "--json", "--topic", "hashtx", address]));
        }
        Write(output, $"examples/Consumer, {Messages} hashtx received, compiled ahead of time", () => Subscriber(consumer, "transaction ", address => [address, "hashtx"]));
        if (Child.Run("/usr/bin/python3", "-c", "import zmq") is not null)
        {
            Write(output, $"python3 with pyzmq, {Messages} hashtx received", () => Subscriber("/usr/bin/python3", "hashtx ", address => ["-c", Python, address]));
        }
    }

    private static void Write(TextWriter output, string name, Func<(double All, double Anonymous)> measure)
    {
        (double All, double Anonymous)[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => measure())];
        (double median, double least, double most) = Spread.Of(rounds.Select(one => one.All));
        output.WriteLine(FormattableString.Invariant(
            $"| {name} | {median:f1} | {least:f1} | {most:f1} | {Spread.Of(rounds.Select(one => one.Anonymous)).Median:f1} |"));
    }

    private static (double All, double Anonymous) AtRest(string program)
    {
        using ToolProcess tool = new(
            program, "publish", "--trace", Repository.Place("tests", "data", "traces", "mempool-and-block"), "-zmqpubhashblock=tcp://127.0.0.1:*");
        tool.WaitFor("Everything is published");
        // What it does after that line takes no time worth a wait, and is measured as it is.
        Thread.Sleep(500);
        return tool.Memory();
    }

    private static (double All, double Anonymous) Subscriber(string program, string line, Func<string, string[]> arguments)
    {
        using ZmqContext context = new();
        using ZmqSocket publisher = new(context, ZmqSocketType.XPublish) { SendHighWatermark = 0 };
        publisher.Bind("tcp://127.0.0.1:*");
        using ToolProcess tool = new(program, arguments(publisher.LastEndpoint));
        using ZmqMessage subscription = new();
        publisher.Receive(subscription);
        byte[] body = new byte[32], counter = new byte[4];
        for (int i = 0; i < Messages; i++)
        {
            Random.Shared.NextBytes(body);
            BinaryPrimitives.WriteInt32LittleEndian(counter, i);
            publisher.Send("hashtx"u8, more: true);
            publisher.Send(body, more: true);
            publisher.Send(counter);
            if (i % Burst == 0)
            {
                Thread.Sleep(1);
            }
        }
        tool.WaitFor(line, Messages);
        return tool.Memory();
    }
}
