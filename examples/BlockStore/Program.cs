using BlockStore;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZmqNative.Node.Rpc;

// A worker that keeps a node's best chain in an SQLite database, each block exactly once. The block
// and the position in the chain are written in one transaction, so that after a crash at any moment
// the worker goes on with the block behind the last one it has. A block that a reorganisation
// disconnects is deleted in the same way.
//
// Start bitcoind with -zmqpubhashblock=tcp://127.0.0.1:28332 (or -zmqpubsequence), and then:
//
//     dotnet run --project examples/BlockStore -- \
//         http://127.0.0.1:8332 ~/.bitcoin/.cookie blocks.sqlite 900000
//
// A new database begins with the block above the height given (default: above the current tip).
//
//     sqlite3 blocks.sqlite 'SELECT height, hash, length(raw) FROM blocks ORDER BY height'
//
// Ctrl-C or SIGTERM ends it; kill -9 and a power cut do no harm either.
if (args.Length is < 3 or > 4)
{
    Console.Error.WriteLine("Usage: BlockStore RPC-URL COOKIE-FILE DATABASE [HEIGHT]");
    return 1;
}
HostApplicationBuilder builder = Host.CreateApplicationBuilder();
builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
builder.Logging.AddFilter("Microsoft.Hosting", LogLevel.Warning);
try
{
    using NodeRpc rpc = new(new Uri(args[0]), args[1]);
    using BlockDatabase database = new(args[2]);
    int? height = args.Length == 4 ? int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture) : null;
    builder.Services.AddSingleton(services =>
        new BlockWorker(rpc, database, height, services.GetRequiredService<ILogger<BlockWorker>>()));
    builder.Services.AddHostedService(services => services.GetRequiredService<BlockWorker>());
    IHost host = builder.Build();
    BlockWorker worker = host.Services.GetRequiredService<BlockWorker>();
    await host.RunAsync();

    // Why the worker ended, if not because it was stopped.
    await worker.ExecuteTask!;
}
catch (OperationCanceledException)
{
    // The end that was asked for.
}
catch (Exception exception) when (exception is RpcException or SqliteException or InvalidDataException
    or InvalidOperationException or FormatException or ArgumentException or IOException)
{
    Console.Error.WriteLine($"{exception.Message.TrimEnd('.')}.");
    return 1;
}
return 0;
