using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;

namespace ZmqNative.Cli;

/// <summary>
/// Answers requests whose header Host is none by RFC 9110, as bitcoind does: bitcoin-cli sends
/// <c>Host: ::1</c>, and other clients send none. Kestrel refuses such a request before it can be
/// handled, so its header is replaced: by this machine's name if it names it, else by one that
/// <see cref="RpcHosts"/> refuses.
/// </summary>
/// <remarks>
/// Only the first request of a connection is looked at, which is then the last one: bitcoin-cli
/// opens a connection for each call.
/// </remarks>
internal static partial class AnyHost
{
    private const string Name = "Host:";
    private const string Replacement = "Host: localhost\r\nConnection: close";
    private const string Other = "Host: invalid\r\nConnection: close";
    private const int LongestHeader = 0x8000;

    // As long as Kestrel waits for a header.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>A middleware of connections.</summary>
    internal static ConnectionDelegate Accept(ConnectionDelegate next) => async connection =>
    {
        PipeReader input = connection.Transport.Input;
        using (CancellationTokenSource end =
            CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed))
        {
            end.CancelAfter(s_patience);
            if (await TakeInvalidHeaderAsync(input, end.Token) is { } header)
            {
                Pipe pipe = new();
                await pipe.Writer.WriteAsync(WithValidHost(header));
                _ = CopyAsync(input, pipe.Writer);
                connection.Transport = new Duplex(pipe.Reader, connection.Transport.Output);
            }
        }
        await next(connection);
    };

    // Null if the header is valid, does not come in time, or is longer than Kestrel accepts: then
    // nothing is taken from the input.
    private static async Task<string?> TakeInvalidHeaderAsync(PipeReader input, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                ReadResult read = await input.ReadAsync(cancellationToken);
                (string? header, SequencePosition end) = Header(read.Buffer);
                if (header is not null && !(Hosts(header) is [var host] && Valid().IsMatch(host)))
                {
                    input.AdvanceTo(end);
                    return header;
                }
                bool isOver = header is not null || read.IsCompleted || read.Buffer.Length > LongestHeader;
                input.AdvanceTo(read.Buffer.Start, isOver ? read.Buffer.Start : read.Buffer.End);
                if (isOver)
                {
                    return null;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static (string? Text, SequencePosition End) Header(ReadOnlySequence<byte> input)
    {
        SequenceReader<byte> reader = new(input);
        return reader.TryReadTo(out ReadOnlySequence<byte> bytes, "\r\n\r\n"u8)
            ? (Encoding.Latin1.GetString(bytes), reader.Position) : (null, input.Start);
    }

    private static string[] Hosts(string header) =>
        [.. header.Split("\r\n").Where(IsHost).Select(line => line[Name.Length..].Trim())];

    private static bool IsHost(string line) => line.StartsWith(Name, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?)?$")]
    private static partial Regex Valid();

    private static byte[] WithValidHost(string header) => Encoding.Latin1.GetBytes(
        string.Join("\r\n", header.Split("\r\n").Where(line => !IsHost(line))
            .Append(Hosts(header).All(IsThisMachine) ? Replacement : Other)) + "\r\n\r\n");

    private static bool IsThisMachine(string host) =>
        host.Length == 0 || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static async Task CopyAsync(PipeReader input, PipeWriter output)
    {
        Exception? error = null;
        try
        {
            await input.CopyToAsync(output);
        }
        catch (Exception exception) when (exception is IOException or ConnectionAbortedException)
        {
            error = exception;
        }
        await output.CompleteAsync(error);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
