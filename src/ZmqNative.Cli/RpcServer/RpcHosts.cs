using System.Net;
using Microsoft.AspNetCore.Http;

namespace ZmqNative.Cli;

/// <summary>
/// Answers only requests that were meant for this machine. A page in a browser on it can send
/// requests here, also as another host's (DNS rebinding); then the browser names that host in Host or
/// Origin.
/// </summary>
/// <param name="allowed">Names besides those of loopback, such as a reverse proxy's.</param>
/// <param name="option">The option by which names are allowed.</param>
internal sealed class RpcHosts(IReadOnlyCollection<string> allowed, string option = "--rpcallowhost")
{
    /// <summary>The answer to others. It quotes nothing of the request.</summary>
    internal string Refusal => $"The header Host or Origin names another host: see {option}.";

    /// <summary>
    /// Whether both headers name this machine. A missing one does, because no browser omits Host; an
    /// Origin without a host, as a file has, does not.
    /// </summary>
    internal bool Allow(HttpRequest request)
    {
        IPAddress? local = request.HttpContext.Connection.LocalIpAddress;
        return (request.Host.Host.Length == 0 || IsAllowed(request.Host.Host, local))
            && request.Headers.Origin.All(
                origin => Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && IsAllowed(uri.Host, local));
    }

    // The address that was connected to is no name, so no name server can have given it to a page.
    private bool IsAllowed(string host, IPAddress? local) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out IPAddress? address)
            && (IPAddress.IsLoopback(address) || address.MapToIPv6().Equals(local?.MapToIPv6())))
        || allowed.Contains(host, StringComparer.OrdinalIgnoreCase);
}
