using System.Net.Sockets;
using ZmqNative.History;
using ZmqNative.Interop;
using ZmqNative.Link;
using ZmqNative.Work;

namespace ZmqNative.Tests.Security;

/// <summary>A connection without a word is ended by our own servers before libzmq's default would.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class SilentClientTests
{
    private const string Anywhere = "tcp://127.0.0.1:*";

    [TestCase("history")]
    [TestCase("work")]
    [TestCase("link")]
    public async Task It_is_gone_before_one_at_a_socket_with_libzmqs_default(string kind)
    {
        using ZmqContext context = new();
        using ZmqSocket plain = new(context, ZmqSocketType.Router);
        plain.Bind(Anywhere);
        using IDisposable server = Start(kind, out string address);
        using TcpClient atServer = Connect(address), atPlain = Connect(plain.LastEndpoint);
        Task<bool> gone = EndsAsync(atServer), left = EndsAsync(atPlain);
        Assert.That(await Task.WhenAny(gone, left).WaitAsync(Peer.Deadline), Is.SameAs(gone));
        Assert.That(await gone, Is.True);
    }

    private static IDisposable Start(string kind, out string address)
    {
        switch (kind)
        {
            case "history":
                HistoryServer history = new(new HistoryOptions { Address = Anywhere });
                history.Start();
                address = history.Endpoint!;
                return history;
            case "work":
                WorkBroker broker = new(new WorkBrokerOptions { Address = Anywhere });
                address = broker.Address;
                return broker;
            default:
                NodeLink link = new(new NodeLinkOptions { Bind = Anywhere });
                address = link.Address;
                return link;
        }
    }

    private static TcpClient Connect(string endpoint)
    {
        Uri address = new(endpoint);
        return new TcpClient(address.Host, address.Port);
    }

    // It reads libzmq's greeting, and then the end.
    private static async Task<bool> EndsAsync(TcpClient client)
    {
        byte[] buffer = new byte[64];
        NetworkStream stream = client.GetStream();
        try
        {
            while (await stream.ReadAsync(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset, as an end is where bytes were left.
        }
        return true;
    }
}
