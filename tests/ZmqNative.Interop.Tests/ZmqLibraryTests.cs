namespace ZmqNative.Interop.Tests;

public class ZmqLibraryTests
{
    [Test]
    public void The_version_is_recent_enough() => Assert.That(ZmqLibrary.Version, Is.GreaterThanOrEqualTo(ZmqLibrary.MinimumVersion));

    [Test]
    [Platform("Linux,Win")]
    public void The_path_names_the_file_that_was_loaded()
    {
        Assert.That(ZmqLibrary.Path, Does.Exist);
        Assert.That(Path.GetFileName(ZmqLibrary.Path), Does.Contain("zmq"));
    }

    [Test]
    public void Has_knows_what_libzmq_was_built_with()
    {
        Assert.That(ZmqLibrary.Has("no such thing"), Is.False);
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Publish);
        // A transport that is not built in is a protocol not supported; this one fails otherwise.
        Assert.That(() => socket.Bind("ipc://"), Throws.TypeOf<ZmqException>().With.Property(nameof(ZmqException.ErrorText)).EqualTo(
            ZmqLibrary.Has("ipc") ? "Invalid argument" : "Protocol not supported"));
    }

    [Test]
    public void The_last_error_of_a_thread_is_described_as_libzmq_does()
    {
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Subscribe);
        using ZmqMessage part = new();
        Assert.That(ZmqLibrary.DescribeError(LibZmq.ETERM), Is.EqualTo("Context was terminated"));
        bool received = socket.TryReceive(part);
        string description = ZmqLibrary.DescribeLastError();
        Assert.That(received, Is.False);
        Assert.That(description, Is.EqualTo(ZmqLibrary.DescribeError(LibZmq.EAGAIN)));
    }
}
