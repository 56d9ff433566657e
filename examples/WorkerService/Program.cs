using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WorkerService;
using ZmqNative.Hosting;
using ZmqNative.Node.Recordings;
using ZmqNative.Publishing;

// A Windows service (sc.exe create Notifications binPath= C:\path\WorkerService.exe), a systemd service with Type=notify, or a program in a
// terminal: the host finds out which, and ends it properly. What it publishes is in appsettings.json; the command line and the environment
// come before that: --bitcoin:zmqpubsequence:0=tcp://127.0.0.1:28333, bitcoin__zmqpubsequence__0.
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Services.AddWindowsService(options => options.ServiceName = "Notifications");
builder.Services.AddSystemd();

builder.Services.AddZmqNotifications(options => options.OnStartFailure = StartFailurePolicy.Throw);
builder.Services.Configure<ZmqNotificationOptions>(builder.Configuration.GetSection("bitcoin"));

// Your node instead of a recorded one: whatever can tell INodeEvents and read a block again.
builder.Services.AddSingleton(_ => SessionTrace.Open(builder.Configuration["trace"] ?? throw new InvalidOperationException("--trace names a recorded session.")));
builder.Services.AddSingleton<BlockReader>(services => services.GetRequiredService<SessionTrace>().TryReadBlock);
builder.Services.AddHostedService<NodeWorker>();

builder.Build().Run();
