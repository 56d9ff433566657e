using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace ZmqNative.Interop.Tests;

public class ZmqContextOptionsTests
{
    // Name, default, values that are taken, values that are refused.
    private static readonly TestCaseData[] s_options =
    [
        new(nameof(ZmqContext.IoThreads), 1, new object[] { 0, 4 }, new object[] { -1 }),
        new(nameof(ZmqContext.MaxSockets), 1023, new object[] { 1, 5000, 65_535 }, new object[] { 0, -1 }),
        new(nameof(ZmqContext.MaxMessageSize), int.MaxValue, new object[] { 0, 1000 }, new object[] { -1 }),
        new(nameof(ZmqContext.IPv6), false, new object[] { true, false }, Array.Empty<object>()),
        new(nameof(ZmqContext.Blocky), true, new object[] { false, true }, Array.Empty<object>()),
        new(nameof(ZmqContext.ThreadSchedulingPolicy), -1, new object[] { 0, 3 }, new object[] { -1 }),
        new(nameof(ZmqContext.ThreadNamePrefix), 0, new object[] { 7, 123_456 }, Array.Empty<object>()),
    ];

    [TestCaseSource(nameof(s_options))]
    public void An_option_has_its_documented_default_and_keeps_what_it_is_set_to(string name, object standard, object[] good, object[] bad)
    {
        using ZmqContext context = new();
        PropertyInfo option = typeof(ZmqContext).GetProperty(name)!;
        Assert.That(option.GetValue(context), Is.EqualTo(standard));
        foreach (object value in good)
        {
            option.SetValue(context, value);
            Assert.That(option.GetValue(context), Is.EqualTo(value));
        }
        foreach (object value in bad)
        {
            var exception = Assert.Throws<TargetInvocationException>(() => option.SetValue(context, value));
            Assert.That(exception!.InnerException, Is.TypeOf<ZmqException>().With.Message.EqualTo($"set {name} to {value}: Invalid argument (EINVAL)"));
            Assert.That(option.GetValue(context), Is.EqualTo(good[^1]), "a refused value must change nothing");
        }
        context.Dispose();
        Assert.That(() => option.GetValue(context), Throws.InnerException.TypeOf<ObjectDisposedException>());
        Assert.That(() => option.SetValue(context, good[0]), Throws.InnerException.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Every_option_is_in_the_table() => Assert.That(
        s_options.Select(option => option.Arguments[0]),
        Is.EquivalentTo(typeof(ZmqContext).GetProperties().Where(property => property.CanWrite).Select(property => property.Name)));

    [Test]
    public unsafe void Limits_are_told()
    {
        using ZmqContext context = new();
        Assert.That(context.SocketLimit, Is.GreaterThanOrEqualTo(context.MaxSockets));
        Assert.That(context.MessageSize, Is.EqualTo(sizeof(LibZmq.zmq_msg_t)));
    }

    [Test]
    public void More_sockets_than_allowed_are_refused()
    {
        using ZmqContext context = new() { MaxSockets = 1 };
        using ZmqSocket socket = new(context, ZmqSocketType.Pair);
        Assert.That(() => new ZmqSocket(context, ZmqSocketType.Pair), Throws.TypeOf<ZmqException>().With.Message.StartsWith("zmq_socket: Too many open files (EMFILE)"));
    }

    [Test]
    public void New_sockets_take_their_defaults_from_the_context()
    {
        using ZmqContext context = new() { Blocky = false, IPv6 = true };
        using ZmqSocket socket = new(context, ZmqSocketType.Publish);
        Assert.That((socket.Linger, socket.IPv6), Is.EqualTo((0, true)));
    }

    [Test]
    [Platform("Linux")]
    public void The_threads_are_as_many_as_asked_for_and_called_so()
    {
        using ZmqContext context = new() { IoThreads = 3, ThreadNamePrefix = 4321 };
        using ZmqSocket socket = new(context, ZmqSocketType.Publish);
        Within.Until(() => ThreadsCalled("4321/ZMQbg/IO") == 3, "three threads of that name");
    }

    [Test]
    [Platform("Linux")]
    public void The_threads_run_on_the_processors_asked_for()
    {
        // One that this process may use: libzmq ends the process if it cannot have what it was told.
        int processor = int.Parse(Regex.Match(File.ReadAllText("/proc/self/status"), @"Cpus_allowed_list:\t(\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        using ZmqContext context = new() { ThreadNamePrefix = 8765 };
        context.AddThreadAffinity(processor);
        context.AddThreadAffinity(processor + 1);
        context.RemoveThreadAffinity(processor + 1);
        using ZmqSocket socket = new(context, ZmqSocketType.Publish);
        Within.Until(() => ThreadsCalled("8765/ZMQbg/IO", $"Cpus_allowed_list:\t{processor}\n") == 1, $"a thread of that name on processor {processor} alone");
    }

    [Test]
    public void What_is_no_processor_or_priority_is_refused()
    {
        using ZmqContext context = new();
        Assert.That(() => context.AddThreadAffinity(-1), Throws.TypeOf<ZmqException>().With.Message.EqualTo("set AddThreadAffinity to -1: Invalid argument (EINVAL)"));
        Assert.That(() => context.RemoveThreadAffinity(1), Throws.TypeOf<ZmqException>());
        Assert.That(() => context.SetThreadPriority(-1), Throws.TypeOf<ZmqException>());
        Assert.That(() => context.SetThreadPriority(0), Throws.Nothing);
    }

    private static int ThreadsCalled(string name, string status = "") => Directory.GetDirectories("/proc/self/task").Count(thread =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).StartsWith(name, StringComparison.Ordinal)
                && File.ReadAllText(Path.Combine(thread, "status")).Contains(status, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // It ended meanwhile.
        }
    });
}
