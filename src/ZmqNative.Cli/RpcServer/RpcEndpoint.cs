namespace ZmqNative.Cli;

/// <summary>The RPC of <c>publish</c> with its cookie, for as long as it is there.</summary>
internal sealed class RpcEndpoint(RpcServer server, RpcCookie? cookie, string? cookieFile) : IAsyncDisposable
{
    /// <summary>Begins to answer, writes the cookie, and says where both are.</summary>
    /// <exception cref="IOException">
    /// The port is taken, or the cookie cannot be written.
    /// </exception>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        await server.StartAsync(cancellationToken);
        string where = $"RPC at http://127.0.0.1:{server.Port}";
        if (cookie is not null)
        {
            string file = cookieFile ?? RpcCookie.DefaultFile(server.Port);
            cookie.Write(file);
            where += $", cookie in {file}";
        }
        Console.WriteLine(where);
    }

    public async ValueTask DisposeAsync()
    {
        cookie?.Dispose();
        await server.DisposeAsync();
    }
}
