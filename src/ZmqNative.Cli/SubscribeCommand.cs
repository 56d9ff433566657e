using System.CommandLine;
using ZmqNative.Messages;
using ZmqNative.Subscriber;

namespace ZmqNative.Cli;

/// <summary><c>zmqnative subscribe</c>: shows notifications as they arrive.</summary>
internal static class SubscribeCommand
{
    internal static Command Create()
    {
        Argument<string[]> addresses = new("ADDR") { Description = "Where publishers are bound: tcp://127.0.0.1:28332, unix:/path, ipc:///path.", Arity = ArgumentArity.OneOrMore };
        Option<string[]> topics = new("--topic") { Description = "A topic, or the beginning of topics; may be repeated. Without it: everything.", HelpName = "T" };
        Option<bool> json = new("--json") { Description = "One JSON object a line, with the field names of messages.jsonl; gaps and restarts have a field event." };
        Option<int> count = NumberOption.Create("--count", "N", defaultValue: 0, "End after so many notifications; 0 is without end.");
        Command command = new("subscribe", """
            Prints each notification as it arrives, and what its message sequence reveals: gaps, restarts, duplicates.

            Examples:
              zmqnative subscribe tcp://127.0.0.1:28332
              zmqnative subscribe tcp://127.0.0.1:28332 unix:/tmp/blocks --topic hash --topic sequence
              zmqnative subscribe tcp://127.0.0.1:28332 --json --count 100 > messages.jsonl
            """) { addresses, topics, json, count };
        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
        {
            string[] from = parsed.GetRequiredValue(addresses);
            INotificationOutput output = parsed.GetValue(json) ? new JsonOutput(withAddress: from.Length > 1) : new TableOutput();
            using NotificationSubscriber subscriber = new(from, parsed.GetValue(topics) ?? []);
            CounterTracker counters = new();
            int end = parsed.GetValue(count);
            for (long shown = 0; (end == 0 || shown < end) && subscriber.Receive(cancellationToken) is NotificationMessage message; shown++)
            {
                output.Write(message, counters.Observe(message));
            }
            return ExitCode.Success;
        }));
        return command;
    }
}
