using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using ZmqNative.History;

namespace HistoryPublisher;

/// <summary>A history in memory that gets no further messages, and says what it counts and the memory of its process.</summary>
internal static class HeldHistory
{
    private const int BodyLength = 250;

    /// <summary>Answers clients until its input ends; each line of it is answered by what was counted.</summary>
    internal static int Run(int messages)
    {
        ConcurrentDictionary<string, long> counted = new();
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is Counter<long> && instrument.Name.StartsWith("zmqnative.history.", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            string error = string.Concat(tags.ToArray().Where(tag => tag.Key == "error").Select(tag => $" {tag.Value}"));
            _ = counted.AddOrUpdate(instrument.Name["zmqnative.history.".Length..] + error, value, (_, before) => before + value);
        });
        listener.Start();
        using HistoryServer server = new(new HistoryOptions { Address = "tcp://127.0.0.1:*" });
        int place = server.AddNotifier("pubhashtx", "tcp://127.0.0.1:28332", "tcp://127.0.0.1:28332", "hashtx");
        server.Start();
        byte[] body = new byte[BodyLength];
        for (uint sequence = 0; sequence < messages; sequence++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(body, sequence);
            server.Append(place, "hashtx", sequence, body);
        }
        Console.WriteLine($"endpoint {server.Endpoint}");
        Console.WriteLine($"stream {server.Head}");
        while (Console.ReadLine() is not null)
        {
            Dictionary<string, string> memory = File.ReadLines("/proc/self/status").Select(line => line.Split(':')).ToDictionary(line => line[0], line => line[1]);
            Console.WriteLine("counted " + string.Join(';', [
                $"resident={KiB(memory["VmRSS"])}", $"peak={KiB(memory["VmHWM"])}", .. counted.Select(one => $"{one.Key}={one.Value}"),
            ]));
        }
        return 0;
    }

    private static int KiB(string text) => int.Parse(text.Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
