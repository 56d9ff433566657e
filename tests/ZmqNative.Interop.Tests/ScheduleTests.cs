using System.Collections.Concurrent;

namespace ZmqNative.Interop.Tests;

/// <summary>
/// Several threads do what they like with the same two sockets, at random, with each message accounted for: what was sent is
/// received once, what was not sent never, and nobody is left waiting. The seed of a schedule that fails is in its message.
/// </summary>
public class ScheduleTests
{
    private const int Threads = 4, Steps = 40;

    [Test]
    public void Random_schedules_lose_nothing() => RunMany(20);

    [Test]
    [Category("Long")]
    public void A_thousand_random_schedules_lose_nothing() => RunMany(1000);

    private static void RunMany(int count)
    {
        int first = Environment.TickCount & 0xFFFFFF;
        for (int seed = first; seed < first + count; seed++)
        {
            Func<string> doing = () => "";
            try
            {
                using Schedule schedule = new(seed);
                doing = schedule.Doing;
                schedule.Run();
            }
            catch (Exception exception)
            {
                Assert.Fail($"Schedule {seed}, {doing()}: {exception}");
            }
        }
    }

    private sealed class Schedule(int seed) : IDisposable
    {
        private readonly ConcurrentDictionary<int, bool> _sent = [];
        private readonly ConcurrentBag<int> _received = [];
        private readonly Random _shape = new(seed);
        private readonly int[] _steps = new int[Threads];
        private readonly ZmqContext _context = new();
        private ZmqSocket[] _sockets = null!;
        private int _lastNumber;

        internal void Run()
        {
            ZmqSocketType type = _shape.Next(2) == 0 ? ZmqSocketType.Dealer : ZmqSocketType.Pair;
            _sockets = [new(_context, type), new(_context, type)];
            foreach (ZmqSocket socket in _sockets)
            {
                socket.Linger = 0;
                socket.SendHighWatermark = socket.ReceiveHighWatermark = _shape.Next(4) * 2;
            }
            _sockets[0].Bind(_shape.Next(2) == 0 ? $"inproc://{seed}" : "tcp://127.0.0.1:*");
            _sockets[1].Connect(_sockets[0].LastEndpoint);
            Within.Run([.. Enumerable.Range(0, Threads).Select<int, Action>(
                thread => () => Act(thread, new Random((seed * 31) + thread)).GetAwaiter().GetResult())]);
            Drain();
            Assert.That(_received.Order(), Is.EqualTo(_sent.Keys.Order()), "all that was sent is received once");
            EndWhileAllWait();
        }

        public void Dispose() => _context.Dispose();

        /// <summary>The kinds of step that the threads are in, for the message of a schedule that stands still.</summary>
        internal string Doing() => $"in steps {string.Join(", ", _steps)}";

        private async Task Act(int thread, Random random)
        {
            for (int i = 0; i < Steps; i++)
            {
                await Act(thread, random, _sockets[random.Next(2)]).ConfigureAwait(false);
                _steps[thread] = -1;
            }
        }

        private async Task Act(int thread, Random random, ZmqSocket socket)
        {
            using CancellationTokenSource ends = new();
            TimeSpan time = TimeSpan.FromMilliseconds(random.Next(3));
            using ZmqMessage part = new(), second = new();
            switch (_steps[thread] = random.Next(12))
            {
                case 0 or 1:
                    int number = Number(part, second);
                    Note(number, random.Next(2) == 0 ? socket.Send(part, time) : socket.Send([part, second], time));
                    break;
                case 2 or 3:
                    number = Number(part, second);
                    ends.CancelAfter(time);
                    Note(number, await Ends(random.Next(2) == 0 ? socket.SendAsync(part, ends.Token) : socket.SendAsync([part, second], ends.Token)).ConfigureAwait(false));
                    break;
                case 4:
                    ReceiveOne(parts => socket.Receive(parts, time));
                    break;
                case 5:
                    ends.CancelAfter(time);
                    ReceiveOne(parts => Cancelled(() => socket.Receive(parts, Timeout.InfiniteTimeSpan, ends.Token)));
                    break;
                case 6 or 7:
                    ends.CancelAfter(time);
                    List<ZmqMessage> list = [];
                    ValueTask<int> receiving = socket.ReceiveAsync(list, ends.Token);
                    try
                    {
                        Keep(list, await receiving.ConfigureAwait(false));
                    }
                    catch (OperationCanceledException)
                    {
                    }
                    list.ForEach(one => one.Dispose());
                    break;
                case 8:
                    _ = new ZmqPoller(_sockets).Wait(time);
                    break;
                case 9:
                    socket.HeartbeatInterval = 0;
                    _ = socket.LastEndpoint;
                    _ = socket.Events;
                    break;
                case 10:
                    using (ZmqMonitorReader monitor = new(_context, socket))
                    {
                        _ = monitor.TryRead(out _);
                    }
                    break;
                default:
                    using (socket.Hold())
                    {
                        number = Number(part, second);
                        bool sent = socket.Send(part, more: true, wait: false);
                        Note(number, sent && socket.Send(second));
                    }
                    break;
            }
        }

        private int Number(ZmqMessage part, ZmqMessage second)
        {
            int number = Interlocked.Increment(ref _lastNumber);
            part.CopyFrom(BitConverter.GetBytes(number));
            second.CopyFrom(new byte[number % 3000]);
            return number;
        }

        private void Note(int number, bool sent)
        {
            if (sent)
            {
                _sent[number] = true;
            }
        }

        private void ReceiveOne(Func<List<ZmqMessage>, int> receive)
        {
            List<ZmqMessage> parts = [];
            Keep(parts, receive(parts));
            parts.ForEach(part => part.Dispose());
        }

        private void Keep(List<ZmqMessage> parts, int count)
        {
            if (count > 0)
            {
                int number = BitConverter.ToInt32(parts[0].ToArray());
                Assert.That(count == 1 || (count == 2 && parts[1].Length == number % 3000), Is.True, "a message comes whole");
                _received.Add(number);
            }
        }

        private void Drain()
        {
            while (_received.Count < _sent.Count)
            {
                int before = _received.Count;
                foreach (ZmqSocket socket in _sockets)
                {
                    ReceiveOne(parts => socket.Receive(parts, TimeSpan.FromMilliseconds(1)));
                }
                if (_received.Count == before)
                {
                    Within.Until(() => new ZmqPoller(_sockets).Wait(TimeSpan.FromMilliseconds(10)) > 0, $"{_sent.Count - before} messages more");
                }
            }
        }

        private void EndWhileAllWait()
        {
            ZmqMessage[] parts = [.. Enumerable.Range(0, 6).Select(_ => new ZmqMessage())];
            Task[] waiting =
            [
                _sockets[0].ReceiveAsync(parts[0]).AsTask(), _sockets[0].ReceiveAsync(parts[1]).AsTask(), _sockets[1].ReceiveAsync(parts[2]).AsTask(),
                Within.Start(() => _sockets[0].Receive(parts[3])), Within.Start(() => _sockets[1].Receive(parts[4])),
                Within.Start(() => new ZmqPoller(_sockets).Wait(Timeout.InfiniteTimeSpan)),
            ];
            if (_shape.Next(2) == 0)
            {
                _context.Shutdown();
            }
            Within.Run(_sockets[0].Dispose, _sockets[1].Dispose);
            foreach (Task task in waiting)
            {
                Within.Until(() => task.IsCompleted, "every wait to end");
                Assert.That(
                    task.Exception?.InnerException,
                    Is.TypeOf<ObjectDisposedException>().Or.TypeOf<ZmqException>().With.Property(nameof(ZmqException.IsContextTerminated)).True);
            }
            Array.ForEach(parts, part => part.Dispose());
        }

        private static async Task<bool> Ends(ValueTask task)
        {
            try
            {
                await task.ConfigureAwait(false);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        private static int Cancelled(Func<int> call)
        {
            try
            {
                return call();
            }
            catch (OperationCanceledException)
            {
                return 0;
            }
        }
    }
}
