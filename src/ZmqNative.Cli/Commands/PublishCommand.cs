using System.CommandLine;
using System.Globalization;
using ZmqNative.Node.Relay;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary><c>zmqnative publish</c>: its options and their help.</summary>
internal static class PublishCommand
{
    private const double SlowestRate = 0.001;

    // In seconds: 23 days, the most that can be waited for. Longer is as long.
    private const int LongestLinger = 2_000_000;

    internal static Command Create(string[] bitcoinOptions)
    {
        Option<string?> trace = new("--trace")
        {
            Description = "A recorded session to publish: a folder with events.jsonl, blocks.jsonl and txs.jsonl.",
            HelpName = "DIR",
        };
        Option<string?> blocks = new("--blocks")
        {
            Description = "A bitcoind blocks folder, one of its blk files, or one raw block: its best chain is "
                + "published.",
            HelpName = "DIR_OR_FILE",
        };
        Option<string?> upstream = new("--upstream")
        {
            Description = "Where the node publishes rawtx, rawblock and sequence. Without it the node is asked, and "
                + "used by RPC alone if it publishes nothing.",
            HelpName = "ADDR",
        };
        Option<bool> ownCounters = new("--own-counters")
        {
            Description = "Count messages from 0, instead of passing on the node's own counters.",
        };
        Option<bool> fillGaps = new("--fill-gaps")
        {
            Description = "Make the messages that the node dropped at a block from the block itself, and count "
                + "messages from 0.",
        };
        Option<int> subscribers = NumberOption.Create("--wait-for-subscribers", "N", defaultValue: 0,
            "Send nothing before this number of handshakes is complete on every address. A handshake is not yet "
            + "a subscription, which a PUB socket does not report: --settle is the time subscriptions get to arrive.");
        Option<int> settle = NumberOption.Create(
            "--settle", "MS", defaultValue: 300, "Milliseconds to wait after the last handshake.");
        Option<string> speed = new("--speed")
        {
            Description = "Node events per second, or max. At max the default high water mark may drop messages, as "
                + "in Core.",
            HelpName = "max|RATE",
            DefaultValueFactory = _ => "max",
        };
        Option<bool> exit = new("--exit")
        {
            Description = "End when everything was published and handed to the operating system, instead of serving "
                + "until Ctrl-C.",
        };
        Option<int> linger = NumberOption.Create(
            "--linger", "SECONDS", defaultValue: 30,
            "With --exit: seconds that subscribers get to take what is queued; then exit code 3.");
        Option<string> onStartFailure = new("--on-start-failure")
        {
            Description = "fail: an address or -zmqhistorydir that cannot be used ends the program. continue: as Core, "
                + "go on and publish nothing; without the folder the history is in memory.",
            DefaultValueFactory = _ => "fail",
        };
        Option<bool> revokeNow = new("--revoke-now")
        {
            Description = "Look each second for keys and names that were taken off, and end their connections by "
                + "closing all sockets and binding them again: all subscribers lose what is published until they "
                + "have connected again. Without it, who is connected stays connected.",
        };
        Option<int> unsentLimit = NumberOption.Create(
            "--unsent-limit", "MIB", defaultValue: 0,
            "The most MiB of messages that subscribers have not taken, for high water marks of 0: above it all "
            + "connections are ended, which frees them; 0 is no limit.");
        onStartFailure.AcceptOnlyFromAmong("fail", "continue");
        speed.Validators.Add(result => _ = ParseSpeed(result.GetValueOrDefault<string>(), result.AddError));

        Command command = new("publish", $"""
            Publishes what a node would publish: from a running node, from a recording or from block files. With neither
            a source nor an address: the recording inside the tool.

            Options of bitcoind, with its meaning; address options may be repeated. Without an address: all five topics
            at {Publisher.DefaultAddress}.
            {BitcoinOptions.Help}

            {ToolConfiguration.Help}

            Examples:
              zmqnative publish
              zmqnative publish --trace session --wait-for-subscribers 1 --exit -zmqpubsequence=tcp://127.0.0.1:28332
              zmqnative publish --node http://127.0.0.1:8332 --node-cookie ~/.bitcoin/.cookie \
                -zmqpubhashtx=tcp://127.0.0.1:28340
              zmqnative publish --blocks ~/.bitcoin/blocks --speed 10 -zmqpubrawblock=unix:/tmp/blocks -debug=zmq
              zmqnative publish --trace session --rpcport 8390 --rpccookiefile cookie
              zmqnative publish --trace session --speed 10 --page 8400
            """)
        {
            trace, blocks, upstream, ownCounters, fillGaps, subscribers, settle, speed, exit, linger, onStartFailure,
            revokeNow, unsentLimit,
        };
        PeerKeys keys = new(command, "the publisher at --upstream");
        NodeOptions node = new(command);
        RpcOptions rpc = new(command);
        PageOptions page = new(command);
        JetStreamPublishing jetStream = new(command);
        WaitOption wait = new(command);
        command.Check(result =>
        {
            object?[] sources = [result.GetValue(trace), result.GetValue(blocks), result.GetValue(node.Address)];
            if (sources.Count(source => source is not null) > 1)
            {
                result.AddError("--node, --trace and --blocks are sources: give one.");
            }
            if (result.GetValue(node.Address) is null
                ? result.GetValue(upstream) is not null || result.GetValue(ownCounters) || result.GetValue(fillGaps)
                : result.GetValue(exit))
            {
                result.AddError("--upstream, --own-counters and --fill-gaps go with --node, and --exit does not.");
            }
        });
        command.SetAction((parsed, cancellationToken) => Task.Run(() => wait.RunAsync(parsed, async notice =>
        {
            if (parsed.GetValue(upstream) is { } address)
            {
                PublisherAddress.Check(address);
            }
            using NodeRpc? upstreamRpc = node.Create(parsed, bitcoinOptions);
            Action<NotificationSubscriberOptions>? configure = keys.ReadForUpstream(parsed, parsed.GetValue(upstream));
            RunningNode? feed = upstreamRpc is null
                ? null : new RunningNode(
                    upstreamRpc,
                    parsed.GetValue(upstream),
                    parsed.GetValue(ownCounters),
                    fillGaps: parsed.GetValue(fillGaps))
                {
                    ConfigureSubscriber = configure,
                };
            return await new Publisher
            {
                BitcoinOptions = bitcoinOptions,
                Node = feed,
                Queries = upstreamRpc is null ? null : new NodeRpcQueries(upstreamRpc),
                Trace = parsed.GetValue(trace),
                Blocks = parsed.GetValue(blocks),
                Subscribers = parsed.GetValue(subscribers),
                Settle = TimeSpan.FromMilliseconds(parsed.GetValue(settle)),
                EventsPerSecond = ParseSpeed(parsed.GetValue(speed), _ => { }),
                Exit = parsed.GetValue(exit),
                Linger = TimeSpan.FromSeconds(Math.Min(parsed.GetValue(linger), LongestLinger)),
                UnsentLimit = (long)parsed.GetValue(unsentLimit) << 20,
                RevokeNow = parsed.GetValue(revokeNow),
                ContinueOnStartFailure = parsed.GetValue(onStartFailure) == "continue",
                JetStream = (find, log) => jetStream.Create(parsed, find, log),
                Page = () => page.Create(parsed, command.Name, upstreamRpc),
                Rpc = notifications => rpc.Create(
                    parsed,
                    notifications,
                    feed is null ? null : () => feed.Status,
                    ((NodeLogin?[])[node.Find(parsed, bitcoinOptions)?.Login]).OfType<NodeLogin>()),
            }.RunAsync(notice);
        }, cancellationToken)));
        return command;
    }

    private static double? ParseSpeed(string? text, Action<string> error)
    {
        if (text == "max")
        {
            return null;
        }
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate)
            || rate is not (>= SlowestRate and < double.PositiveInfinity))
        {
            error(string.Create(
                CultureInfo.InvariantCulture, $"--speed takes max or a number from {SlowestRate}, not '{text}'."));
        }
        return rate;
    }
}
