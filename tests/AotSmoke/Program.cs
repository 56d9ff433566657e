using System.Diagnostics;
using System.Runtime.InteropServices;
using ZeroMQ;
using ZeroMQ.Devices;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;

// A program of a user: publishes and receives a notification, then a message through CURVE, another the way programs for clrzmq4 do it, and says which libzmq did it.
const string AnyPort = "tcp://127.0.0.1:*";
TimeSpan deadline = TimeSpan.FromSeconds(60);

try
{
    Notify();
    Encrypt();
    DoAsWithClrZmq4();
    Console.WriteLine($"libzmq {ZmqLibrary.Version} of {Library()} on {RuntimeInformation.RuntimeIdentifier}");
    return 0;
}
catch (DllNotFoundException exception)
{
    Console.WriteLine(exception.Message);
    return 1;
}

void Notify()
{
    BlockIndex tip = new(Hash256.Parse("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"), Height: 0);
    ZmqNotificationOptions options = new() { PubHashBlock = { AnyPort }, ThrowOnStartFailure = true };
    using NotificationInterface notifications = new(options, new NotifierFactories());
    notifications.Initialize();
    using NotificationSubscriber subscriber = new(new NotificationSubscriberOptions { Addresses = { notifications.GetBoundEndpoint(AnyPort) }, Topics = { "hashblock" } });
    using CancellationTokenSource giveUp = new(deadline);

    // Nothing tells when the subscription has arrived, so it is published until one is received.
    Task<HashBlock> received = Receive(subscriber, giveUp.Token);
    do
    {
        notifications.UpdatedBlockTip(tip, fork: null, initialDownload: false);
    }
    while (!received.Wait(TimeSpan.FromMilliseconds(20)));
    Console.WriteLine($"{received.Result.Topic} {received.Result.Hash}");
}

static async Task<HashBlock> Receive(NotificationSubscriber subscriber, CancellationToken cancellationToken)
{
    await foreach (StreamItem item in subscriber.WithCancellation(cancellationToken))
    {
        if (item is HashBlock block)
        {
            return block;
        }
    }
    throw new TimeoutException("No notification arrived.");
}

void Encrypt()
{
    ZmqCurveKeyPair server = ZmqCurveKeyPair.Create(), client = ZmqCurveKeyPair.Create();
    using ZmqContext context = new();
    using ZmqSocket publisher = new(context, ZmqSocketType.Publish), subscriber = new(context, ZmqSocketType.Subscribe);
    publisher.Linger = 0;
    publisher.CurveServer = true;
    publisher.CurveSecretKey = server.SecretKey;
    publisher.Bind(AnyPort);
    subscriber.CurveServerKey = server.PublicKey;
    subscriber.CurvePublicKey = client.PublicKey;
    subscriber.CurveSecretKey = client.SecretKey;
    subscriber.ReceiveTimeout = 20;
    subscriber.Subscribe([]);
    subscriber.Connect(publisher.LastEndpoint);

    using ZmqMessage part = new();
    Stopwatch waited = Stopwatch.StartNew();
    do
    {
        if (waited.Elapsed > deadline)
        {
            throw new TimeoutException("No encrypted message arrived.");
        }
        publisher.Send("secret"u8);
    }
    while (!subscriber.Receive(part));
    Console.WriteLine(part.Span.SequenceEqual("secret"u8) ? "curve works" : "curve brought something else");
}

void DoAsWithClrZmq4()
{
    using ZContext context = new();
    using PushPullDevice device = new(context, "inproc://in", "inproc://out");
    device.FrontendSetup.SetSocketOption(socket => socket.ReceiveHighWatermark, 7);
    device.Start();
    using ZSocket sender = new(context, ZSocketType.PUSH), receiver = new(context, ZSocketType.PULL);
    sender.Connect("inproc://in");
    receiver.Connect("inproc://out");
    ZCert certificate = new();
    using (ZMessage message = [new ZFrame("text"), new ZFrame(certificate.PublicTxt)])
    {
        sender.Send(message);
    }
    if (!receiver.PollIn(ZPollItem.CreateReceiver(), out ZMessage received, out ZError error, deadline))
    {
        throw new ZException(error);
    }
    using (received)
    {
        bool same = received.Count == 2 && received.PopString() == "text" && received.PopString() == certificate.PublicTxt;
        Console.WriteLine(same && device.FrontendSocket.ReceiveHighWatermark == 7 ? "clrzmq4 works" : "clrzmq4 brought something else");
    }
}

// As the operating system has it. That it is the only one is part of the answer: a second could hide that the first is missing.
static string Library() => OperatingSystem.IsLinux()
    ? string.Join(" and ", File.ReadLines("/proc/self/maps").Where(line => line.Contains("libzmq", StringComparison.Ordinal)).Select(line => line[line.IndexOf('/')..]).Distinct())
    : ZmqLibrary.Path;
