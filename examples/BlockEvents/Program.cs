using BlockEvents;
using ZmqNative.Interop;
using ZmqNative.Subscribing;

// A minimal API that streams a node's new blocks to browsers as server-sent events: GET /blocks, of
// which an EventSource in a page is the client. An event "block" has the hash and the time; an event
// "lost" says that blocks may be missing before the next one, as at each new connection. A client
// that was away and sends the last id it got (Last-Event-ID, as browsers do) first gets what it
// missed, if that is not too old.
//
// Start bitcoind with -zmqpubhashblock=tcp://127.0.0.1:28332, and then:
//
//     dotnet run --project examples/BlockEvents -- tcp://127.0.0.1:28332 --urls http://127.0.0.1:5000
//     curl -N http://127.0.0.1:5000/blocks
//
// Ctrl-C or SIGTERM ends it, and all its streams.
if (args.Length == 0)
{
    Console.Error.WriteLine("Usage: BlockEvents PUBLISHER [--urls URL]");
    return 1;
}
NotificationSubscriber subscriber;
try
{
    subscriber = new NotificationSubscriber(new() { Addresses = { args[0] }, Topics = { "hashblock" } });
}
catch (Exception exception) when (exception is ZmqException or ArgumentException)
{
    Console.Error.WriteLine($"Cannot subscribe to '{args[0]}': {exception.Message.TrimEnd('.')}.");
    return 1;
}
await using NotificationSubscriber ending = subscriber;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args[1..]);
builder.Services.AddSingleton(new BlockFeed(subscriber));
builder.Services.AddHostedService(services => services.GetRequiredService<BlockFeed>());
WebApplication application = builder.Build();
application.MapGet("/blocks", (HttpRequest request, BlockFeed feed, CancellationToken aborted) =>
    TypedResults.ServerSentEvents(feed.ReadAsync(request.Headers["Last-Event-ID"].ToString(), aborted)));

// The end of the subscriber ends the clients' streams, for which the server would wait otherwise.
application.Lifetime.ApplicationStopping.Register(subscriber.Dispose);
await application.RunAsync();
return 0;
