namespace ZmqNative.Interop.Tests;

public sealed class ZmqSocketGateTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    [Test]
    public void One_thread_at_a_time_gets_in_and_nobody_waits_for_ever([Values(0, 1, 200)] int spins)
    {
        const int Threads = 6, Rounds = 10_000;
        ZmqSocketGate gate = new(spins);
        int count = 0, inside = 0, intruders = 0;
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                gate.Enter();
                intruders += ++inside == 1 ? 0 : 1;
                gate.Enter();
                count++;
                gate.Exit();
                inside--;
                gate.Exit();
            }
        }))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }
        Assert.That(threads.All(thread => thread.Join(s_deadline)), Is.True);
        Assert.That((count, intruders, gate.Depth), Is.EqualTo((Threads * Rounds, 0, 0)));
    }

    /// <summary>The case the fences are for: the owner leaves while another is about to wait.</summary>
    [Test]
    public void Whoever_waits_is_woken_each_time([Values(0, 200)] int spins)
    {
        const int Rounds = 20_000;
        ZmqSocketGate gate = new(spins);
        int turn = 0;
        Thread other = new(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                gate.Enter();
                Volatile.Write(ref turn, i + 1);
                gate.Exit();
            }
        });
        gate.Enter();
        other.Start();
        for (int i = 0; i < Rounds; i++)
        {
            gate.Exit();
            Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref turn) > i, s_deadline), Is.True);
            gate.Enter();
        }
        gate.Exit();
        Assert.That(other.Join(s_deadline), Is.True);
    }

    /// <summary>The thread that polls takes the lock again at once, and the other has to get it all the same.</summary>
    [Test]
    public void A_socket_that_is_polled_for_ever_answers_another_thread()
    {
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Pull);
        bool done = false;
        int polls = 0;
        Within.Run(
            () =>
            {
                ZmqPoller poller = new(socket);
                while (!Volatile.Read(ref done))
                {
                    _ = poller.Wait(TimeSpan.FromMilliseconds(10));
                    Interlocked.Increment(ref polls);
                }
            },
            () =>
            {
                for (int i = 0; i < 30; i++)
                {
                    int seen = Volatile.Read(ref polls);
                    Within.Until(() => Volatile.Read(ref polls) > seen, "another poll");
                    int before = Volatile.Read(ref polls);
                    _ = socket.ReceiveHighWatermark;
                    Assert.That(Volatile.Read(ref polls) - before, Is.LessThanOrEqualTo(2), "the poll under way, and not the next ones");
                }
                Volatile.Write(ref done, true);
            });
    }

    [Test]
    public void Trying_fails_while_another_thread_is_in_and_not_for_the_same()
    {
        ZmqSocketGate gate = new(spins: 0);
        for (int i = 0; i < 3; i++)
        {
            gate.Enter();
            gate.Exit();
        }
        gate.Enter();
        Assert.That(gate.TryEnter(), Is.True);
        Assert.That(gate.Depth, Is.EqualTo(2));
        bool entered = true;
        Thread other = new(() => entered = gate.TryEnter());
        other.Start();
        Assert.That(other.Join(s_deadline), Is.True);
        Assert.That(entered, Is.False);
        gate.Exit();
        gate.Exit();
        Assert.That(gate.TryEnter(), Is.True);
    }

    /// <summary>One thread comes and goes all the time, and another looks in: they never meet inside.</summary>
    [Test]
    public void A_busy_thread_and_a_visitor_never_meet([Values(0, 200)] int spins, [Values] bool tries)
    {
        int wanted = tries ? 500 : 20_000;
        ZmqSocketGate gate = new(spins);
        bool isInside = false, isDone = false;
        int met = 0, visits = 0;
        Within.Run(
            () =>
            {
                while (!Volatile.Read(ref isDone))
                {
                    gate.Enter();
                    met += Volatile.Read(ref isInside) ? 1 : 0;
                    Volatile.Write(ref isInside, true);
                    Volatile.Write(ref isInside, false);
                    gate.Exit();

                    // A try succeeds only while the gate is free, which would be hardly ever.
                    Thread.SpinWait(tries ? 100 : 0);
                }
            },
            () =>
            {
                while (visits < wanted)
                {
                    if (!tries)
                    {
                        gate.Enter();
                    }
                    else if (!gate.TryEnter())
                    {
                        continue;
                    }
                    met += Volatile.Read(ref isInside) ? 1 : 0;
                    Volatile.Write(ref isInside, true);
                    visits++;
                    Volatile.Write(ref isInside, false);
                    gate.Exit();
                }
                Volatile.Write(ref isDone, true);
            });
        Assert.That((met, gate.Depth), Is.EqualTo((0, 0)));
    }

    /// <summary>The owner enters and leaves again and again, inside of its own hold, while another tries in vain.</summary>
    [Test]
    public void A_try_that_fails_changes_nothing()
    {
        const int Rounds = 2_000_000;
        ZmqSocketGate gate = new();
        bool isDone = false;
        int wrong = 0, entered = 0;
        gate.Enter();
        Task visitor = Within.Start(() =>
        {
            while (!Volatile.Read(ref isDone))
            {
                entered += gate.TryEnter() ? 1 : 0;
            }
        });
        for (int i = 0; i < Rounds; i++)
        {
            gate.Enter();
            wrong += gate.Depth == 2 ? 0 : 1;
            gate.Exit();
        }
        Volatile.Write(ref isDone, true);
        Within.Run(() => visitor.Wait(Within.Deadline));
        Assert.That((wrong, entered, gate.Depth), Is.EqualTo((0, 0, 1)));
    }

    [Test]
    public void A_thread_interrupted_while_it_waits_gets_its_turn_and_the_others_theirs()
    {
        ZmqSocketGate gate = new(spins: 0);
        for (int i = 0; i < 3; i++)
        {
            gate.Enter();
            gate.Exit();
        }
        bool isInterrupted = false, isEntered = false;
        Thread waiter = new(() =>
        {
            gate.Enter();
            Volatile.Write(ref isEntered, true);
            gate.Exit();
            try
            {
                Thread.Sleep(s_deadline);
            }
            catch (ThreadInterruptedException)
            {
                isInterrupted = true;
            }
        });
        gate.Enter();
        waiter.Start();
        Within.Until(() => (waiter.ThreadState & ThreadState.WaitSleepJoin) != 0, "the thread to wait");
        waiter.Interrupt();
        gate.Exit();
        Assert.That(waiter.Join(s_deadline), Is.True);
        Assert.That(isEntered && isInterrupted, "after its turn it is told");
        bool isFree = false;
        Within.Run(() => isFree = gate.TryEnter());
        Assert.That(isFree);
    }
}
