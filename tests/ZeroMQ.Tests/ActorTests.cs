namespace ZeroMQ.Tests;

public class ActorTests : ContextFixture
{
    [Test]
    public void An_action_gets_the_context_its_side_of_the_pipe_and_the_arguments()
    {
        object[] given = ["one", 2];
        (ZContext, object[]) seen = default;
        ZActor actor = Start(new ZActor(
            Context,
            (context, backend, _, args) =>
            {
                seen = (context, args);
                SendText(backend, ReceiveText(backend), "back");
            },
            given));
        SendText(actor.Frontend, "there");
        Assert.That(ReceiveText(actor.Frontend), Is.EqualTo("there|back"));
        Assert.That(actor.Join(Within.Deadline));
        Assert.That((seen.Item1, seen.Item2, actor.Context, actor.Arguments), Is.EqualTo((Context, given, Context, given)));
    }

    [Test]
    public void The_other_form_is_on_the_current_context()
    {
        ZActor actor = Start(new ZActor((backend, _, args) => SendText(backend, args is null ? "no arguments" : "arguments"), null));
        Assert.That(ReceiveText(actor.Frontend), Is.EqualTo("no arguments"));
        Assert.That((actor.Context, actor.Action), Is.EqualTo((ZContext.Current, (ZAction?)null)));
    }

    [Test]
    public void Every_actor_has_an_endpoint_of_its_own()
    {
        ZActor[] actors = [.. Enumerable.Range(0, 100).Select(i => Start(new ZActor(Context, (_, backend, _, args) => SendText(backend, $"{args[0]}"), i)))];
        Assert.That(actors.Select(actor => actor.Endpoint), Is.Unique);
        Assert.That(actors.Select(actor => ReceiveText(actor.Frontend)), Is.EqualTo(Enumerable.Range(0, 100).Select(i => $"{i}")));
    }

    [Test]
    public void A_given_endpoint_is_used_and_a_taken_one_told_by_Start()
    {
        const string Endpoint = "inproc://given";
        ZActor first = Start(new ZActor(Context, Endpoint, (_, backend, _, _) => ReceiveText(backend)));
        ZActor second = Own(new ZActor(Context, Endpoint, (_, _, _, _) => { }));
        Assert.That(second.Start, Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.EADDRINUSE));
        SendText(first.Frontend, "end");
        Assert.That(first.Join(Within.Deadline));
        second.Start();
        Assert.That(second.Join(Within.Deadline));
    }

    [Test]
    public void Dispose_cancels_and_waits_and_closes_both_sides()
    {
        bool ended = false;
        ZActor actor = Start(new ZActor(Context, (_, _, cancellor, _) => ended = cancellor.Token.WaitHandle.WaitOne(Within.Deadline)));
        Within.Run(actor.Dispose);
        Within.Run(actor.Dispose);
        Assert.That((ended, actor.Frontend.SocketPtr, actor.Backend.SocketPtr), Is.EqualTo((true, IntPtr.Zero, IntPtr.Zero)));
        Assert.That(actor.Start, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Dispose_before_Start_is_harmless()
    {
        ZActor actor = new(Context, (_, _, _, _) => { });
        Within.Run(actor.Dispose);
        Assert.That((actor.Frontend, actor.Backend), Is.EqualTo(((ZSocket?)null, (ZSocket?)null)));
    }

    /// <summary>An exception that left the action would end the test's process.</summary>
    [Test]
    public void An_action_blocked_in_a_receive_ends_with_its_context()
    {
        using ManualResetEventSlim entered = new();
        ZActor actor = Start(new ZActor(Context, (_, backend, _, _) =>
        {
            entered.Set();
            _ = backend.ReceiveMessage();
        }));
        Assert.That(entered.Wait(Within.Deadline));
        Context.Shutdown();
        Assert.That(actor.Join(Within.Deadline));
    }

    [Test]
    public void An_actor_starts_once_and_keeps_its_pipe()
    {
        ZActor actor = Start(new ZActor(Context, (_, backend, _, _) => SendText(backend, ReceiveText(backend))));
        Assert.That(actor.Start, Throws.TypeOf<ThreadStateException>());
        SendText(actor.Frontend, "still there");
        Assert.That(ReceiveText(actor.Frontend), Is.EqualTo("still there"));
    }

    [Test]
    public void A_given_source_of_cancellation_starts_the_pipe_too()
    {
        using CancellationTokenSource source = new();
        ZActor actor = Own(new ZActor(Context, (_, backend, cancellor, _) => SendText(backend, $"{cancellor == source}")));
        actor.Start(source);
        Assert.That(ReceiveText(actor.Frontend), Is.EqualTo("True"));
        Assert.That(actor.Join(Within.Deadline));
    }

    private ZActor Start(ZActor actor)
    {
        Own(actor).Start();
        actor.Frontend.ReceiveTimeout = Within.Deadline;
        return actor;
    }
}
