namespace ZmqNative.Interop.Tests;

/// <summary>Receives that are cancelled while messages come: each message is received once, and nothing is left behind.</summary>
[Platform("Linux")]
public class CancellationStormTests : SocketFixture
{
    [TestCase(2000)]
    [TestCase(100_000, Category = "Long")]
    public void Cancelled_receives_lose_nothing(int count)
    {
        ZmqSocket push = Open(ZmqSocketType.Push), pull = Open(ZmqSocketType.Pull);
        push.SendHighWatermark = pull.ReceiveHighWatermark = 0;
        push.Bind(AnyPort);
        pull.Connect(push.LastEndpoint);
        int next = 0, cancelled = 0;
        Storm(count / 100);
        int descriptors = Directory.GetFiles("/proc/self/fd").Length;
        Storm(count);
        Assert.That(cancelled, Is.Positive);
        Within.Until(() => Directory.GetFiles("/proc/self/fd").Length < descriptors + 50, "the descriptors to be back");

        // One message for each two receives, and a token that is cancelled sooner, later, or at the same time.
        void Storm(int rounds)
        {
            int last = next + (rounds / 2);
            Within.Run(
                () =>
                {
                    for (int i = next; i < last; i++)
                    {
                        Assert.That(push.Send(BitConverter.GetBytes(i)));
                    }
                },
                () => ReceiveAll(rounds, last).GetAwaiter().GetResult());
        }

        async Task ReceiveAll(int rounds, int last)
        {
            using ZmqMessage part = new();
            for (int i = 0; i < rounds || next < last; i++)
            {
                using CancellationTokenSource ends = new();
                ValueTask receiving = pull.ReceiveAsync(part, ends.Token);
                if (i < rounds)
                {
                    Thread.SpinWait(i % 50);
                    ends.Cancel();
                }
                try
                {
                    await receiving.ConfigureAwait(false);
                    if (BitConverter.ToInt32(part.ToArray()) != next++)
                    {
                        Assert.Fail($"{BitConverter.ToInt32(part.ToArray())} came after {next - 2}.");
                    }
                }
                catch (OperationCanceledException)
                {
                    cancelled++;
                }
            }
        }
    }

    [Test]
    public async Task Many_receives_of_one_socket_are_cancelled_together()
    {
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        using CancellationTokenSource ends = new();
        ZmqMessage[] parts = [.. Enumerable.Range(0, 1000).Select(_ => new ZmqMessage())];
        Task[] receiving = [.. parts.Select((part, i) => subscriber.ReceiveAsync(part, i % 10 == 0 ? default : ends.Token).AsTask())];
        await ends.CancelAsync();
        for (int i = 0; i < 100; i++)
        {
            Assert.That(publisher.Send("x"u8));
        }
        await Task.WhenAll(receiving).WaitAsync(Within.Deadline).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.That(receiving.Select(task => task.IsCompletedSuccessfully), Is.EqualTo(Enumerable.Range(0, 1000).Select(i => i % 10 == 0)));
        Array.ForEach(parts, part => part.Dispose());
    }
}
