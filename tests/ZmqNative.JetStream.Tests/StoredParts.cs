using System.Globalization;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace ZmqNative.JetStream.Tests;

/// <summary>A stream to which parts of bodies are written one by one, as a writer does that is interrupted.</summary>
internal static class StoredParts
{
    internal static async Task CreateStreamAsync(NatsServer server)
    {
        await using RunningPublisher publisher = new(new() { Servers = server.Address, Chain = "regtest", LeaseTime = TimeSpan.FromSeconds(1) });
        publisher.WaitFor(JetStreamState.Writing);
    }

    /// <summary>Stores 100 bytes of a body.</summary>
    internal static async Task StoreAsync(NatsServer server, uint counter, int start, int total, string topic = "rawblock")
    {
        await using NatsConnection connection = server.Connect();
        string number = counter.ToString(CultureInfo.InvariantCulture);
        NatsHeaders headers = new()
        {
            { "Bitcoin-Stream", "writer" }, { "Bitcoin-Offset", number }, { "Bitcoin-Counter", number }, { "Bitcoin-Part", $"{start}/{total}" },
        };
        (await new NatsJSContext(connection).PublishAsync($"bitcoin.regtest.{topic}", new byte[100], headers: headers)).EnsureSuccess();
    }
}
