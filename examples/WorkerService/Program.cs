using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WorkerService;
using ZmqNative.Hosting;
using ZmqNative.Node.Recordings;
using ZmqNative.Publishing;

// A publisher under the generic host. The same program is a Windows service (sc.exe create
// Notifications binPath= C:\path\WorkerService.exe), a systemd service with Type=notify, or a
// program in a terminal: the host finds out which one, opens the sockets at start and closes them
// at the end.
//
//     dotnet run --project examples/WorkerService -- --trace tests/data/traces/large-block
//
// What it publishes where is in appsettings.json. The environment and the command line override
// that file: bitcoin__zmqpubsequence__0 and --bitcoin:zmqpubsequence:0=tcp://127.0.0.1:28333. The
// events are those of a recorded session, one a second; NodeWorker is the place for those of your
// node.
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Services.AddWindowsService(options => options.ServiceName = "Notifications");
builder.Services.AddSystemd();

builder.Services.AddZmqNotifications(options => options.ThrowOnStartFailure = true);
builder.Services.Configure<ZmqNotificationOptions>(builder.Configuration.GetSection("bitcoin"));

// In place of the recorded session: any class that raises INodeEvents and can read a block again.
string trace = builder.Configuration["trace"]
    ?? throw new InvalidOperationException("--trace names a recorded session.");
builder.Services.AddSingleton(_ => SessionTrace.Open(trace));
builder.Services.AddSingleton<BlockReader>(services => services.GetRequiredService<SessionTrace>().TryReadBlock);
builder.Services.AddHostedService<NodeWorker>();

try
{
    builder.Build().Run();
    return 0;
}
catch (Exception exception)
    when (exception is NotificationStartException or InvalidDataException or InvalidOperationException)
{
    Console.Error.WriteLine($"{exception.Message.TrimEnd('.')}.");
    return 1;
}
