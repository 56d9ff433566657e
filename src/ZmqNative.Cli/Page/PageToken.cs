using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ZmqNative.Cli;

/// <summary>
/// The token that opens the page: as <c>/?token=…</c>, which leaves a cookie and shows the page
/// without it, or as <c>Authorization: Bearer …</c>, for programs.
/// </summary>
internal sealed class PageToken
{
    internal const string Variable = "ZMQNATIVE_PAGE_TOKEN";

    private const int Shortest = 16;
    private const string Query = "?token=";
    private const string Scheme = "Bearer ";

    private readonly string _token;

    private PageToken(string token) => _token = token;

    /// <summary>Reads it from the environment; null if there is none.</summary>
    /// <exception cref="ArgumentException">It is too short, or cannot stand in an address.</exception>
    internal static PageToken? Read(string? token) =>
        string.IsNullOrEmpty(token) ? null
        : token.Length >= Shortest && token.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_')
            ? new PageToken(token)
            : throw new ArgumentException(
                $"{Variable} takes {Shortest} or more letters, digits, - and _, and what is there is otherwise.");

    /// <summary>Whether a request has it in its cookie or as a bearer's.</summary>
    internal bool Allows(HttpRequest request) =>
        Is(request.Cookies[Cookie(request)])
        || (request.Headers.Authorization is [{ } header]
            && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && Is(header[Scheme.Length..]));

    /// <summary>Turns the token of an address into a cookie.</summary>
    /// <returns>False if the address has none, or a wrong one.</returns>
    internal bool TryTake(HttpContext context)
    {
        string query = context.Request.QueryString.Value ?? string.Empty;
        if (!query.StartsWith(Query, StringComparison.Ordinal) || !Is(query[Query.Length..]))
        {
            return false;
        }
        context.Response.Cookies.Append(
            Cookie(context.Request), _token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict });
        context.Response.Redirect("/");
        return true;
    }

    // A browser has one set of cookies for all ports of a host.
    private static string Cookie(HttpRequest request) => $"zmqnative-{request.Host.Port ?? 80}";

    private bool Is(string? text) => text is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(_token));
}
