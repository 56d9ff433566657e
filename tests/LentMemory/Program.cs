using System.Runtime.CompilerServices;
using ZeroMQ;
using ZmqNative.Interop;
using ZmqNative.Subscribing;

// Reads bodies the way careless but safe code does: nothing is disposed of, and an owner is forgotten while its bytes are
// still in use. Meanwhile another thread collects garbage without a pause. Each body consists of one byte value, so memory
// that was freed too early shows as other values (MALLOC_PERTURB_ of glibc overwrites it) or ends the process.
// LentMemory FORM BODIES LENGTH; prints how many bodies were wrong, and ends with 1 if any was.
if (args is not [var form, var bodies, var bodyLength])
{
    Console.Error.WriteLine("usage: LentMemory TryRead|ReadAsync|foreach|message|writable|allocate|pool|frame|taken BODIES LENGTH");
    return 2;
}
int count = int.Parse(bodies), length = int.Parse(bodyLength), wrong = 0;
using CancellationTokenSource giveUp = new(TimeSpan.FromMinutes(5));
using CancellationTokenSource ends = new();
Thread storm = new(() =>
{
    while (!ends.IsCancellationRequested)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
});
storm.IsBackground = true;
storm.Start();
switch (form)
{
    case "TryRead" or "ReadAsync" or "foreach" or "taken":
        await Subscribe();
        break;
    case "message" or "writable" or "frame":
        Receive();
        break;
    case "allocate":
        for (int i = 0; i < count; i++)
        {
            Check(Fill(new ZmqMessage().Allocate(length), i), i);
        }
        break;
    case "pool":
        for (int i = 0; i < count; i++)
        {
            Check(Fill(new ZmqMessage().Allocate(length, new ZmqBufferPool()), i), i);
        }
        break;
    default:
        throw new ArgumentException($"There is no form {form}.");
}
ends.Cancel();
storm.Join();
Console.WriteLine($"{form}: {wrong} of {count} bodies wrong");
return wrong == 0 ? 0 : 1;

async Task Subscribe()
{
    using ZmqContext context = new();
    // Without a high water mark: what proves the subscription must not crowd out the first body.
    using ZmqSocket publisher = new(context, ZmqSocketType.Publish) { Linger = 0, SendHighWatermark = 0 };
    publisher.Bind("tcp://127.0.0.1:*");
    NotificationSubscriberOptions options = new() { Addresses = { publisher.LastEndpoint }, Topics = { "rawblock", "ready" } };
    using SemaphoreSlim takenOne = new(0);
    ZmqMessage? taken = null;
    if (form == "taken")
    {
        bool isReady = false;
        using NotificationReceiver receiver = new(options, new Taker(() => Volatile.Write(ref isReady, true), message =>
        {
            taken = message;
            takenOne.Release();
        }));
        await UntilSubscribed(() => Volatile.Read(ref isReady));
        for (int i = 0; i < count; i++)
        {
            Send(publisher, "rawblock"u8, i);
            await takenOne.WaitAsync(giveUp.Token);
            Check(Forget(ref taken), i);
        }
        return;
    }
    await using NotificationSubscriber subscriber = new(options);
    await UntilSubscribed(() => Take(subscriber) is OtherNotification);
    await using IAsyncEnumerator<StreamItem> items = subscriber.GetAsyncEnumerator(giveUp.Token);
    for (int i = 0; i < count; i++)
    {
        Send(publisher, "rawblock"u8, i);
        switch (form)
        {
            case "TryRead":
                bool isChecked = false;
                while (!isChecked)
                {
                    giveUp.Token.ThrowIfCancellationRequested();
                    isChecked = TryCheck(subscriber, i);
                }
                break;
            case "ReadAsync":
                while (await subscriber.ReadAsync(giveUp.Token) is { } item && !TryCheckItem(item, i))
                {
                }
                break;
            default:
                while (await items.MoveNextAsync() && !TryCheckItem(items.Current, i))
                {
                }
                break;
        }
    }

    // A PUB does not say when a subscription has arrived.
    async Task UntilSubscribed(Func<bool> hasArrived)
    {
        while (!hasArrived())
        {
            giveUp.Token.ThrowIfCancellationRequested();
            publisher.Send("ready"u8, more: true);
            publisher.Send("x"u8, more: true);
            publisher.Send("0000"u8);
            await Task.Yield();
        }
    }
}

void Receive()
{
    using ZmqContext context = new();
    using ZmqSocket sender = new(context, ZmqSocketType.Pair), receiver = new(context, ZmqSocketType.Pair);
    sender.Bind("inproc://lent");
    receiver.Connect("inproc://lent");
    for (int i = 0; i < count; i++)
    {
        byte[] body = new byte[length];
        Array.Fill(body, (byte)i);
        sender.Send(body);
        ZmqMessage part = new();
        receiver.Receive(part);
        switch (form)
        {
            case "message":
                Check(part.Span, i);
                break;
            case "writable":
                Check(part.WritableSpan, i);
                break;
            default:
                part.Dispose();
                Check(Fill(ZFrame.Create(length).Span, i), i);
                break;
        }
    }
}

void Send(ZmqSocket publisher, ReadOnlySpan<byte> topic, int i)
{
    byte[] body = new byte[length];
    Array.Fill(body, (byte)i);
    publisher.Send(topic, more: true);
    publisher.Send(body, more: true);
    publisher.Send(BitConverter.GetBytes(i));
}

[MethodImpl(MethodImplOptions.NoInlining)]
static StreamItem? Take(NotificationSubscriber subscriber) => subscriber.TryRead(out StreamItem? item) ? item : null;

bool TryCheck(NotificationSubscriber subscriber, int i) => Take(subscriber) is { } item && TryCheckItem(item, i);

bool TryCheckItem(StreamItem item, int i)
{
    if (item is not RawBlock)
    {
        return false;
    }
    Check(((RawBlock)item).Body, i);
    return true;
}

// The owner has no reference any more when the body is looked at.
[MethodImpl(MethodImplOptions.NoInlining)]
static ReadOnlySpan<byte> Forget(ref ZmqMessage? message) => Interlocked.Exchange(ref message, null)!.Span;

static Span<byte> Fill(Span<byte> body, int i)
{
    body.Fill((byte)i);
    return body;
}

// Looks several times, so that a collection falls in between.
[MethodImpl(MethodImplOptions.NoInlining)]
void Check(ReadOnlySpan<byte> body, int i)
{
    bool isRight = body.Length == length;
    for (int begun = GC.CollectionCount(0); isRight && GC.CollectionCount(0) - begun < 2;)
    {
        isRight = !body.ContainsAnyExcept((byte)i);
    }
    wrong += isRight ? 0 : 1;
}

internal sealed class Taker(Action ready, Action<ZmqMessage> take) : INotificationHandler
{
    public void OnNotification(in ReceivedNotification notification)
    {
        if (notification.TopicName == "ready")
        {
            ready();
        }
        else
        {
            take(notification.TakeBody());
        }
    }

    public void OnEvent(StreamEvent streamEvent)
    {
    }
}
