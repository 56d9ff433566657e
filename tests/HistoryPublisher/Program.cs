using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ZmqNative.History;
using ZmqNative.History.Sqlite;
using ZmqNative.Interop;

// Appends messages to a history on disk until it is killed, or until its input ends, which is an orderly end:
// HistoryPublisher DIR NONCE [PUBLISH HISTORY]. With addresses it publishes them as well. Each body says who wrote it and at which offset. Prints the endpoint, the stream and its
// first offset, then each durable offset, and the reason if the store fails.
// HistoryPublisher --held MESSAGES: see HeldHistory.
if (args is ["--held", var messages])
{
    return HistoryPublisher.HeldHistory.Run(int.Parse(messages, CultureInfo.InvariantCulture));
}
if (args is not [var directory, var nonceText, .. { Length: 0 or 2 } addresses])
{
    Console.Error.WriteLine("usage: HistoryPublisher DIR NONCE [PUBLISH HISTORY] | --held MESSAGES");
    return 2;
}
ulong nonce = ulong.Parse(nonceText, CultureInfo.InvariantCulture);
using ZmqContext context = new();
using ZmqSocket publisher = new(context, ZmqSocketType.Publish) { Linger = 0 };
if (addresses.Length > 0)
{
    publisher.Bind(addresses[0]);
    Console.WriteLine($"publish {publisher.LastEndpoint}");
}
HistoryOptions options = new() { Address = addresses.Length > 0 ? addresses[1] : "tcp://127.0.0.1:*", CommitInterval = TimeSpan.FromMilliseconds(10), MaxMemory = 64 << 20 };
using HistoryServer server = new(options.UseSqlite(directory));
// Some bodies are longer than those of hashtx, which a subscriber would refuse.
string topic = addresses.Length > 0 ? "work" : "hashtx";
int place = server.AddNotifier("pubhashtx", options.Address, options.Address, topic);
server.Start();
Console.WriteLine($"endpoint {server.Endpoint}");
Console.WriteLine($"stream {server.Head}");
using ManualResetEventSlim end = new();
Thread input = new(() =>
{
    while (Console.In.ReadLine() is not null)
    {
    }
    end.Set();
});
input.IsBackground = true;
input.Start();
// Few enough that a subscriber keeps up, which a kill follows.
int atOnce = addresses.Length > 0 ? 20 : 200;
byte[] counter = new byte[sizeof(uint)];
ulong durable = 0;
string? failure = null;
for (uint sequence = 0; !end.Wait(1);)
{
    for (int i = 0; i < atOnce; i++, sequence++)
    {
        // Some are large, so that a kill falls into one.
        byte[] body = new byte[sequence % 500 == 499 ? 200_000 : 32];
        BinaryPrimitives.WriteUInt64LittleEndian(body, nonce);
        BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(8), server.Head.Offset + 1);
        if (addresses.Length > 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(counter, sequence);
            _ = publisher.Send(Encoding.ASCII.GetBytes(topic), more: true) && publisher.Send(body, more: true) && publisher.Send(counter);
        }
        server.Append(place, topic, sequence, body);
    }
    if (server.GetInfo().Durable is var now && now != durable)
    {
        Console.WriteLine($"durable {durable = now}");
    }
    if (server.StoreFailure is { } reason && failure is null)
    {
        Console.WriteLine($"failed {failure = reason}");
    }
}
return 0;
