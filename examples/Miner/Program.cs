using System.Buffers.Binary;
using System.Globalization;
using Miner;
using ZmqNative.Work;

// Mines a block on regtest by spreading the nonce range over workers, each of which tries a part of
// it at a time. Workers may come, go and be killed at any time; the first nonce that is found in
// the order of the range wins.
//
//     bitcoind -regtest
//     dotnet run --project examples/Miner -- mine http://127.0.0.1:18443 ~/.bitcoin/regtest/.cookie
//     dotnet run --project examples/Miner -- work tcp://127.0.0.1:28350     # as often as you like
//
// 'mine' takes two further arguments: the address where workers connect (default:
// tcp://127.0.0.1:28350), and how many zero bits the hash begins with (default: 20). Regtest would
// be content with one, which is found before anything is spread.
switch (args)
{
    case ["mine", var rpc, var cookie, .. var rest] when rest.Length <= 2:
        return await MineAsync(
            rpc, cookie, rest.ElementAtOrDefault(0) ?? "tcp://127.0.0.1:28350",
            rest.Length < 2 ? 20 : int.Parse(rest[1], CultureInfo.InvariantCulture));
    case ["work", var address]:
        await new WorkWorker(new WorkWorkerOptions { Address = address }, (task, end) =>
        {
            Console.WriteLine($"searching from nonce {NonceRange.First(task)}");
            return NonceRange.Search(task, end);
        }).RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("Usage: Miner mine RPC-URL COOKIE-FILE [ADDRESS [ZERO-BITS]], or Miner work ADDRESS");
        return 1;
}

static async Task<int> MineAsync(string rpc, string cookie, string address, int zeroBits)
{
    using Node node = new(rpc, cookie);
    byte[] block = BlockTemplate.Build(await node.GetTemplateAsync());
    using WorkBroker broker = new(new WorkBrokerOptions { Address = address });
    Console.WriteLine($"workers: Miner work {broker.Address}");
    IEnumerable<ReadOnlyMemory<byte>> ranges = NonceRange.All(block.AsSpan(0, BlockTemplate.HeaderLength), zeroBits);
    await foreach (WorkResult result in broker.RunAsync(ranges))
    {
        if (result.Error is not null)
        {
            Console.Error.WriteLine($"Range {result.Index}: {result.Error}");
        }
        else if (!result.Body.IsEmpty)
        {
            uint nonce = BinaryPrimitives.ReadUInt32LittleEndian(result.Body.Span);
            BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(BlockTemplate.NonceOffset), nonce);
            string refused = await node.SubmitAsync(block);
            Console.WriteLine(refused.Length == 0
                ? $"mined {BlockTemplate.Hash(block)} with nonce {nonce} in range {result.Index}" : $"refused: {refused}");
            return refused.Length == 0 ? 0 : 1;
        }
    }
    Console.Error.WriteLine("No nonce meets that target; start again, and the time in the header is another.");
    return 1;
}
