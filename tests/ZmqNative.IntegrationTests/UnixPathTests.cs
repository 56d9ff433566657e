using System.Net.Sockets;

namespace ZmqNative.IntegrationTests;

/// <summary>A unix socket's path that another publisher has, or has left.</summary>
[Platform("Linux")]
public sealed class UnixPathTests
{
    /// <summary>As bitcoind, the tool takes both; only the first belongs to somebody, who has to be named.</summary>
    [Test]
    public void One_that_is_in_use_is_taken_and_said_and_one_that_was_left_over_is_replaced_silently()
    {
        using TempFolder folder = new();
        string used = folder.Child("used"), left = folder.Child("left");
        using Socket listener = Listen(used), killed = Listen(folder.Child("killed"));
        // .NET removes the path of a socket that it closes, and so it leaves this one, as a process that is killed does.
        File.Move(folder.Child("killed"), left);
        killed.Dispose();
        (int exitCode, string[] output, string[] error) = Tool.Run(
            ["publish", "--trace", TestData.Trace("mine-blocks"), "--exit", $"-zmqpubhashblock=unix:{used}", $"-zmqpubrawtx=unix:{left}"]);
        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Has.Some.StartsWith($"pubhashblock ipc://{used} ").And.Some.StartsWith($"pubrawtx ipc://{left} "));
        Assert.That(error.Where(line => line.StartsWith("Warning: ", StringComparison.Ordinal)), Is.EqualTo(
            (string[])[$"Warning: -zmqpubhashblock=unix:{used} is in use, and is taken from whoever listens there: new subscribers come here, as with bitcoind."]));
    }

    private static Socket Listen(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        return socket;
    }
}
