using System.Buffers.Binary;
using System.Globalization;
using ZmqNative.History;
using ZmqNative.History.Sqlite;

// Appends messages to a history on disk until it is killed, or until its input ends, which is an orderly end:
// HistoryPublisher DIR NONCE. Each body says who wrote it and at which offset. Prints the endpoint, the stream and its
// first offset, then each durable offset, and the reason if the store fails.
if (args is not [var directory, var nonceText])
{
    Console.Error.WriteLine("usage: HistoryPublisher DIR NONCE");
    return 2;
}
ulong nonce = ulong.Parse(nonceText, CultureInfo.InvariantCulture);
HistoryOptions options = new() { Address = "tcp://127.0.0.1:*", CommitInterval = TimeSpan.FromMilliseconds(10), MaxMemory = 64 << 20 };
using HistoryServer server = new(options.UseSqlite(directory));
int place = server.AddNotifier("pubhashtx", options.Address, options.Address, "hashtx");
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
ulong durable = 0;
string? failure = null;
for (uint sequence = 0; !end.Wait(1);)
{
    for (int i = 0; i < 200; i++, sequence++)
    {
        // Some are large, so that a kill falls into one.
        byte[] body = new byte[sequence % 500 == 499 ? 200_000 : 32];
        BinaryPrimitives.WriteUInt64LittleEndian(body, nonce);
        BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(8), server.Head.Offset + 1);
        server.Append(place, "hashtx", sequence, body);
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
