using ZmqNative.Bitcoin;

namespace ZmqNative.NodeTests.Parity;

/// <summary>
/// Reads what a node publishes and what another publishes of it, from one moment on, and tells where the two differ: in order, topics, bodies or
/// counters. Without any code of what is tested.
/// </summary>
internal sealed class SideBySide : IDisposable
{
    private readonly Recorder _upstream, _downstream;

    /// <summary>Connects to both. What is published when this has returned is compared.</summary>
    /// <param name="upstream">Where the node publishes all five topics: tcp://127.0.0.1:20001, unix:/path.</param>
    /// <param name="downstream">Where the other one publishes all or some of them.</param>
    internal SideBySide(string upstream, string downstream)
    {
        _upstream = new Recorder(upstream);
        _downstream = new Recorder(downstream);
    }

    /// <summary>How many messages were equal when they were compared last.</summary>
    internal int Count { get; private set; }

    /// <summary>Mines two blocks, waits until both have told of them, and compares everything there was since the start.</summary>
    /// <param name="node">The node upstream.</param>
    /// <param name="topics">What the other one publishes: these only are compared.</param>
    /// <returns>The first difference, or null.</returns>
    internal string? Difference(RegtestNode node, params string[] topics)
    {
        // The second one ends the first: nothing comes twice, or too late, without being seen.
        node.GenerateWith();
        Hash256 last = node.GenerateWith();
        Message[] upstream = [.. _upstream.WaitFor(messages => messages.Any(message => message.IsRawBlock(last))).Where(message => topics.Contains(message.Topic))];
        Message[] downstream = _downstream.WaitFor(messages => messages.Count >= upstream.Length);
        Count = upstream.Length;
        for (int i = 0; i < upstream.Length; i++)
        {
            if (i >= downstream.Length || upstream[i] != downstream[i])
            {
                return $"Message {i} of {upstream.Length} is {upstream[i]} upstream, and downstream {(i < downstream.Length ? downstream[i] : "missing")}.\n"
                    + $"{string.Join('\n', upstream.Take(i).TakeLast(5))}\n> {string.Join("\n> ", upstream.Skip(i).Take(5))}\n< {string.Join("\n< ", downstream.Skip(i).Take(5))}";
            }
        }
        return downstream.Length > upstream.Length ? $"After {upstream.Length} messages there is one too many downstream: {downstream[upstream.Length]}" : null;
    }

    public void Dispose()
    {
        _upstream.Dispose();
        _downstream.Dispose();
    }
}
