using System.CommandLine;
using System.Globalization;
using ZmqNative.JetStream;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary><c>subscribe nats://…</c>: shows what is in the stream as it shows what comes over ZMQ.</summary>
internal sealed class JetStreamSubscribing
{
    private readonly Option<string?> _from = new("--from")
    {
        Description = "With nats://: where to begin. A position, as it was printed at the end of an earlier run; a "
            + "time such as 2026-11-29T15:00:00Z; first; last, the newest message of each topic; new (default).",
        HelpName = "PLACE",
    };

    private readonly Option<string?> _durable = new("--durable")
    {
        Description = "With nats://: the name under which the server remembers what was shown, for the next run.",
        HelpName = "NAME",
    };

    private readonly JetStreamLogin _login;

    internal JetStreamSubscribing(Command command)
    {
        command.Add(_from);
        command.Add(_durable);
        _login = new JetStreamLogin(command);
    }

    /// <summary>Whether the addresses are of NATS servers.</summary>
    /// <exception cref="ArgumentException">Some are, and some are not.</exception>
    internal static bool IsMeant(string[] addresses)
    {
        int count = addresses.Count(one => one.StartsWith("nats://", StringComparison.Ordinal)
            || one.StartsWith("tls://", StringComparison.Ordinal));
        return count > 0 && (count == addresses.Length
            ? true : throw new ArgumentException("Addresses of NATS servers and of publishers do not go together."));
    }

    /// <summary>Shows the stream until it is cancelled or enough was shown, then the position.</summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal async Task<int> RunAsync(
        ParseResult parsed, NotificationSubscriberOptions asked, IStreamOutput output, LivePage? page, int count,
        WaitNotice notice)
    {
        JetStreamSubscriberOptions options = new()
        {
            Servers = string.Join(',', asked.Addresses),
            Topics = [.. asked.Topics],
            Durable = parsed.GetValue(_durable),
        };
        _login.Set(parsed, options, _ => null);
        SetPlace(options, parsed.GetValue(_from));
        JetStreamSubscriber subscriber = Create(options);
        StreamWaits waits = new(new NotificationSubscriberOptions { Addresses = { options.Servers } }, notice);
        await (page?.ShowAsync([options.Servers], mirror: null, notice.Token) ?? Task.CompletedTask);
        long left = count == 0 ? long.MaxValue : count;
        try
        {
            await foreach (StreamItem item in subscriber.WithCancellation(notice.Token))
            {
                // The last one is handled when the next is asked for.
                if (left == 0)
                {
                    break;
                }
                page?.Model.Observe(item);
                output.Write(item);
                waits.Observe(item);
                left -= item is Notification ? 1 : 0;
            }
        }
        finally
        {
            if (subscriber.Position is { } position)
            {
                await Console.Error.WriteLineAsync($"Position: {position}");
            }
        }
        return ExitCode.Success;
    }

    private static JetStreamSubscriber Create(JetStreamSubscriberOptions options)
    {
        try
        {
            return new(options);
        }
        catch (ArgumentException exception)
        {
            throw JetStreamLogin.Named(exception);
        }
    }

    private static void SetPlace(JetStreamSubscriberOptions options, string? from)
    {
        switch (from)
        {
            case null or "new":
                break;
            case "last":
                options.Start = JetStreamStart.Last;
                break;
            case "first":
                options.Start = JetStreamStart.First;
                break;
            default:
                if (JetStreamPosition.TryParse(from, out JetStreamPosition position))
                {
                    options.ResumeFrom = position;
                }
                else
                {
                    options.StartTime = DateTimeOffset.TryParse(
                        from, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
                        ? time : throw new ArgumentException(
                            $"--from takes a position, a time, first, last or new, not '{from}'.");
                }
                break;
        }
    }
}
