using System.Linq.Expressions;

namespace ZeroMQ.Tests;

public class SetupTests : ContextFixture
{
    [Test]
    public void Nothing_happens_before_Configure_and_nothing_twice()
    {
        ZSocket pull = Open(ZSocketType.PULL);
        ZSocketSetup setup = new ZSocketSetup(pull).Bind(AnyPort).SetSocketOption(socket => socket.ReceiveHighWatermark, 7);
        Assert.That((pull.LastEndpoint, pull.ReceiveHighWatermark), Is.EqualTo(("", 1000)));
        setup.Configure();
        string endpoint = pull.LastEndpoint;
        setup.Configure();
        setup.BindConnect();
        Assert.That((pull.LastEndpoint, pull.ReceiveHighWatermark), Is.EqualTo((endpoint, 7)));
        Assert.That(endpoint, Does.StartWith("tcp://127.0.0.1:"));
    }

    [Test]
    public void Options_come_before_binds_and_what_is_added_later_is_done_later()
    {
        ZSocket pull = Open(ZSocketType.PULL), push = Open(ZSocketType.PUSH);
        ZSocketSetup setup = new(pull);
        setup.Bind("inproc://one").Configure();
        setup.Bind("inproc://two").BindConnect();
        new ZSocketSetup(push).Connect("inproc://one").Connect("inproc://two").SetSocketOption(socket => socket.IdentityString, "me").Configure();
        SendText(push, "a");
        SendText(push, "b");
        Assert.That((ReceiveText(pull), ReceiveText(pull), push.IdentityString), Is.EqualTo(("a", "b", "me")));
    }

    [Test]
    public void UnbindDisconnect_takes_back_also_a_wildcard_port()
    {
        ZSocket pull = Open(ZSocketType.PULL), other = Open(ZSocketType.PULL), push = Open(ZSocketType.PUSH);
        ZSocketSetup setup = new ZSocketSetup(pull).Bind(AnyPort);
        setup.Configure();
        string endpoint = pull.LastEndpoint;
        ZSocketSetup client = new ZSocketSetup(push).Connect(endpoint);
        client.Configure();
        client.UnbindDisconnect();
        Assert.That(() => push.Disconnect(endpoint), Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.ENOENT));
        setup.UnbindDisconnect();
        Within.Until(() => other.Bind(endpoint, out _), "the port to be free");
        setup.UnbindDisconnect();
        setup.BindConnect();
        Assert.That(pull.LastEndpoint, Does.StartWith("tcp://127.0.0.1:").And.Not.EqualTo(endpoint));
    }

    [Test]
    public void A_bind_that_fails_is_tried_again()
    {
        ZSocket first = Open(ZSocketType.PULL), second = Open(ZSocketType.PULL);
        first.Bind("inproc://taken");
        ZSocketSetup setup = new ZSocketSetup(second).Bind("inproc://taken");
        Assert.That(setup.Configure, Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.EADDRINUSE));
        first.Unbind("inproc://taken");
        setup.Configure();
        Assert.That(second.LastEndpoint, Is.EqualTo("inproc://taken"));
    }

    [TestCase(ZSocketType.SUB)]
    [TestCase(ZSocketType.XSUB)]
    public void Subscriptions_are_made_the_way_the_socket_makes_them(ZSocketType type)
    {
        ZSocket publisher = Open(ZSocketType.XPUB), subscriber = Open(type);
        publisher.Bind("inproc://publisher");
        new ZSocketSetup(subscriber).Connect("inproc://publisher").Subscribe([7, 8]).SubscribeAll().Configure();
        using ZFrame one = publisher.ReceiveFrame(), two = publisher.ReceiveFrame();
        byte[][] received = [one.Read(), two.Read()];
        Assert.That(received, Is.EquivalentTo(new byte[][] { [1, 7, 8], [1] }));
    }

    [Test]
    public void A_lone_XPUB_socket_sends_no_subscription_as_data()
    {
        ZSocket publisher = Open(ZSocketType.XPUB), subscriber = Open(ZSocketType.SUB);
        subscriber.SubscribeAll();
        publisher.Bind("inproc://publisher");
        subscriber.Connect("inproc://publisher");
        publisher.ReceiveFrame().Dispose();
        new ZSocketSetup(publisher).SubscribeAll().Subscribe([1]).Configure();
        SendText(publisher, "first");
        Assert.That(ReceiveText(subscriber), Is.EqualTo("first"));
    }

    [Test]
    public void Only_a_property_that_can_be_set_is_an_option()
    {
        ZSocketSetup setup = new(Open(ZSocketType.PULL));
        Expression<Func<ZSocket, string>>[] none = [socket => socket.LastEndpoint, socket => socket.ToString()!, socket => "constant"];
        foreach (Expression<Func<ZSocket, string>> property in none)
        {
            Assert.That(() => setup.SetSocketOption(property, ""), Throws.ArgumentException.With.Property("ParamName").EqualTo("property"));
        }
        Assert.That(() => setup.SetSocketOption(socket => socket.Context.MaxSockets, 1), Throws.ArgumentException);
    }

    [Test]
    public void An_option_the_socket_refuses_is_told_as_the_property_tells_it()
    {
        ZSocketSetup setup = new ZSocketSetup(Open(ZSocketType.PULL)).SetSocketOption(socket => socket.MulticastHops, 0);
        Assert.That(setup.Configure, Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.EINVAL));
    }
}
