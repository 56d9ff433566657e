using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using ZmqNative.Bitcoin;
using ZmqNative.Diagnostics;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// <c>zmqnative subscribe</c>: shows notifications and stream events as they arrive.
/// </summary>
internal static class SubscribeCommand
{
    internal static Command Create()
    {
        Argument<string[]> addresses = new("ADDR")
        {
            Description = "Where publishers are bound: tcp://127.0.0.1:28332, unix:/path, ipc:///path; or the NATS "
                + "server whose stream 'publish --jetstream' writes: nats://127.0.0.1:4222. Without any, the node is "
                + "asked.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string[]> topics = new("--topic")
        {
            Description = "A topic, or the beginning of topics; may be repeated. Without it: everything.",
            HelpName = "T",
        };
        Option<bool> json = new("--json") { Description = "One JSON object a line, as docs/subscribe-json.md says." };
        Option<bool> noBody = new("--no-body") { Description = "With --json: the body's length instead of the body." };
        Option<int> count = NumberOption.Create(
            "--count", "N", defaultValue: 0, "End after this number of notifications; 0 is without end.");
        Option<string[]> stall = new("--stall")
        {
            Description = "TOPIC=SECONDS: a topic may be silent for this time before the connection is made "
                + "again; may be repeated.",
            HelpName = "T=S",
        };
        Option<string?> heartbeat = new("--heartbeat")
        {
            Description = "Seconds without traffic after which a ZMTP ping probes the connection, such as 10; twice "
                + "that without an answer ends it. off: no probes.",
            HelpName = "SECONDS|off",
        };
        Option<int> unseen = NumberOption.Create(
            "--unseen", "SECONDS", defaultValue: 600,
            "Report topics asked for that have not come by then; 0 is never.");
        Option<bool> followBlocks = new("--follow-blocks")
        {
            Description = "Show the chain without gaps, block by block. Needs --node; where none of hashblock, "
                + "rawblock and sequence comes, the node is asked every second.",
        };
        Option<string?> fromBlock = new("--from-block")
        {
            Description = "Follow from this block on, by its hash, instead of from the tip.",
            HelpName = "HASH",
        };
        Option<bool> mempool = new("--mempool")
        {
            Description = "Mirror the mempool. Needs --node; where sequence does not come, the node is asked every "
                + "10 s.",
        };
        Option<string?> mempoolFile = new("--mempool-file")
        {
            Description = "Write the mirror's txids, sorted, whenever it becomes live and at the end.",
            HelpName = "FILE",
        };
        Option<bool> fillGaps = new("--fill-gaps")
        {
            Description = "Make the messages that a publisher dropped at a block from the block: from rawblock, or "
                + "from --node.",
        };
        Option<string?> history = new("--history")
        {
            Description = "Have what was lost from the publisher's history at this address, its -zmqhistory. With "
                + "--node and no ADDR it is found by itself.",
            HelpName = "ADDR",
        };
        Command command = new("subscribe", """
            Prints each notification as it arrives, and everything else worth knowing: connections, gaps, restarts,
            silence.

            Examples:
              zmqnative subscribe tcp://127.0.0.1:28332
              zmqnative subscribe tcp://127.0.0.1:28332 unix:/tmp/blocks --topic hash --topic sequence \
                --stall hashblock=5400
              zmqnative subscribe tcp://127.0.0.1:28332 --json --count 100 > messages.jsonl
              zmqnative subscribe tcp://node.example.org:28342 --curve-server-key server.key \
                --curve-certificate alice.key_secret
              zmqnative subscribe --node http://127.0.0.1:8332 --node-cookie ~/.bitcoin/.cookie --topic sequence \
                --follow-blocks --mempool
              zmqnative subscribe nats://127.0.0.1:4222 --topic hashblock --from last
              zmqnative subscribe tcp://127.0.0.1:28332 --page 8400 > /dev/null
            """)
        {
            addresses, topics, json, noBody, count, stall, heartbeat, unseen, followBlocks, fromBlock, mempool,
            mempoolFile, fillGaps, history,
        };
        PeerKeys keys = new(command, "the publishers");
        NodeOptions node = new(command);
        JetStreamSubscribing jetStream = new(command);
        PageOptions pages = new(command);
        WaitOption wait = new(command);
        command.SetAction((parsed, cancellationToken) => wait.RunAsync(parsed, async notice =>
        {
            NotificationSubscriberOptions options = new()
            {
                Addresses = [.. parsed.GetValue(addresses) ?? []],
                Topics = [.. parsed.GetValue(topics) ?? []],
                StallAfter = (parsed.GetValue(stall) ?? []).Select(ParseStall).ToDictionary(),
                UnseenAfter = TimeSpan.FromSeconds(parsed.GetValue(unseen)),
                FillGaps = parsed.GetValue(fillGaps),
                History = parsed.GetValue(history) is { } address ? [address] : [],
            };
            if (ParseHeartbeat(parsed.GetValue(heartbeat)) is { } interval)
            {
                (options.HeartbeatInterval, options.HeartbeatTimeout) = (interval, 2 * interval);
            }
            IStreamOutput output = parsed.GetValue(json)
                ? new JsonOutput(withBody: !parsed.GetValue(noBody)) : new TableOutput(withState: true);
            notice.Also = (what, reason) => output.Write("waiting", what, reason);
            await using LivePage? page = pages.Create(parsed, command.Name, rpc: null);
            if (JetStreamSubscribing.IsMeant([.. options.Addresses]))
            {
                return await jetStream.RunAsync(parsed, options, output, page, parsed.GetValue(count), notice);
            }
            Check(options);
            using NodeRpc? rpc = node.Create(parsed, []);
            options.GetBlock = rpc is null ? null : rpc.GetBlockAsync;
            bool watches = parsed.GetValue(followBlocks) || parsed.GetValue(mempool);
            if (rpc is null && (watches || options.Addresses.Count == 0))
            {
                throw new ArgumentException(watches
                    ? "--follow-blocks and --mempool need --node." : "An address is missing, or --node to ask for it.");
            }
            CheckNeeds(
                parsed.GetValue(mempoolFile) is not null, "--mempool-file", parsed.GetValue(mempool), "--mempool");
            CheckNeeds(
                parsed.GetValue(fromBlock) is not null, "--from-block", parsed.GetValue(followBlocks),
                "--follow-blocks");
            CheckNeeds(
                options.FillGaps, "--fill-gaps", rpc is not null || TopicNames.Includes(options.Topics, "rawblock"),
                "--node or rawblock among the topics");
            if (options.Addresses.Count == 0)
            {
                await DiscoverAsync(rpc!, options, notice);
            }
            keys.Read(parsed, [.. options.Addresses, .. options.History])(options);
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(notice.Token);
            MempoolMirror? mirror = parsed.GetValue(mempool) ? new MempoolMirror(rpc!) : null;
            if (page is not null)
            {
                await page.ShowAsync(options.Addresses, mirror, stop.Token);
            }
            NodeWatch? watch = rpc is null ? null : new NodeWatch(
                rpc,
                options,
                parsed.GetValue(followBlocks) ? new BlockFollower(rpc, ParseBlock(parsed.GetValue(fromBlock))) : null,
                mirror,
                parsed.GetValue(mempoolFile),
                output,
                notice,
                stop.Cancel);
            StreamWaits waits = new(options, notice);
            return await RunAsync(options, output, page, waits, watch, parsed.GetValue(count), stop.Token);
        }, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        NotificationSubscriberOptions options, IStreamOutput output, LivePage? page, StreamWaits waits,
        NodeWatch? watch, int count, CancellationToken cancellationToken)
    {
        try
        {
            // Everything else that the subscriber logs is an event of the stream as well.
            using ConsoleLog log = new(
                LogLevel.Information, SubscriberLog.HeartbeatsUnansweredId, SubscriberLog.NotHealedId);
            await using NotificationSubscriber subscriber = new(options, log);
            long left = count == 0 ? long.MaxValue : count;
            while (left > 0 && await subscriber.ReadAsync(cancellationToken) is { } item)
            {
                page?.Model.Observe(item);
                output.Write(item);
                waits.Observe(item);
                watch?.Observe(item);
                left -= item is Notification ? 1 : 0;
            }
        }
        finally
        {
            await (watch?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        return ExitCode.Success;
    }

    private static async Task DiscoverAsync(NodeRpc rpc, NotificationSubscriberOptions options, WaitNotice notice)
    {
        PublisherDiscovery found = await NodeGate.CallAsync(
            rpc, token => PublisherDiscovery.FindAsync(rpc, [.. options.Topics], token), notice, notice.Token);
        foreach (string topic in found.MissingTopics)
        {
            options.MissingTopics.Add(topic);
        }
        foreach (string address in found.Addresses)
        {
            // bitcoind refuses such an address; zmqnative publish lists it as bitcoind lists its own, as configured.
            options.Addresses.Add(address.EndsWith(":*", StringComparison.Ordinal)
                ? throw new ArgumentException($"The node at {rpc.Address} lists '{address}', whose port the system has "
                    + "chosen: name the address that it printed.")
                : address);
        }
        if (options.History.Count == 0 && found.History is not null)
        {
            options.History.Add(found.History);
        }
        foreach (string warning in found.Warnings)
        {
            Console.Error.WriteLine($"Warning: {warning}");
        }
        if (options.Addresses.Count == 0)
        {
            string published = options.Topics.Count == 0 ? "nothing" : "none of these topics";
            throw new ArgumentException($"The node at {rpc.Address} publishes {published}: "
                + "set -zmqpubhashblock and others in its configuration.");
        }
    }

    private static void CheckNeeds(bool isGiven, string option, bool hasNeeded, string needed)
    {
        if (isGiven && !hasNeeded)
        {
            throw new ArgumentException($"{option} has no effect without {needed}.");
        }
    }

    private static void Check(NotificationSubscriberOptions options)
    {
        foreach (string address in options.Addresses.Concat(options.History))
        {
            PublisherAddress.Check(address);
        }
        foreach (string topic in options.Topics)
        {
            TopicNames.CheckPrefix("--topic", topic);
        }
        foreach (string topic in options.StallAfter.Keys)
        {
            TopicNames.CheckFull("--stall", topic, options.Topics);
        }
    }

    // Null is the subscriber's default, zero is off.
    private static TimeSpan? ParseHeartbeat(string? text) => text switch
    {
        null => null,
        "off" => TimeSpan.Zero,
        _ => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && seconds is >= 0.001 and <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentException($"--heartbeat takes seconds, such as 10 or 0.5, or off, not '{text}'."),
    };

    private static KeyValuePair<string, TimeSpan> ParseStall(string text) =>
        text.Split('=') is [{ Length: > 0 } topic, var seconds]
            && double.TryParse(seconds, CultureInfo.InvariantCulture, out double value)
            && value is >= 0.001 and <= 31_536_000
            ? new(topic, TimeSpan.FromSeconds(value))
            : throw new ArgumentException($"--stall takes TOPIC=SECONDS, such as hashblock=5400, not '{text}'.");

    private static Hash256? ParseBlock(string? text) =>
        text is null ? null
        : Hash256.TryParse(text, out Hash256 hash) ? hash
        : throw new ArgumentException($"--from-block takes the hash of a block, 64 hex digits, not '{text}'.");
}
