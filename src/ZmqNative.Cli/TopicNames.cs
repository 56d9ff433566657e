using ZmqNative.Protocol;

namespace ZmqNative.Cli;

/// <summary>
/// Checks names of topics on the command line. A wrong one would subscribe to nothing, or reconnect
/// a healthy stream again and again.
/// </summary>
internal static class TopicNames
{
    private static readonly string[] s_core = [.. ((Topic[])
        [Topic.HashBlock, Topic.HashTransaction, Topic.RawBlock, Topic.RawTransaction, Topic.Sequence])
        .Select(topic => topic.Name)];

    /// <summary>Checks a topic to subscribe to: a name of its own, or the beginning of names.</summary>
    /// <exception cref="ArgumentException">It is a slip for one of Core's.</exception>
    internal static void CheckPrefix(string option, string name)
    {
        if (s_core.FirstOrDefault(topic => name == $"pub{topic}" || name == $"zmqpub{topic}") is { } published)
        {
            throw new ArgumentException($"{option}: the topic of {name} is {published}.");
        }
        if (s_core.FirstOrDefault(topic => topic.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } meant
            && meant != name)
        {
            throw new ArgumentException($"{option}: there is no topic {name}, but {meant}.");
        }
    }

    /// <summary>Checks a topic that is to be awaited, by its full name.</summary>
    /// <param name="option">The option it was given by.</param>
    /// <param name="name">The name.</param>
    /// <param name="subscribed">The topics, or beginnings of topics; none means all.</param>
    /// <exception cref="ArgumentException">
    /// It is none of Core's and not given in full by --topic as well, or is not subscribed to.
    /// </exception>
    internal static void CheckFull(string option, string name, IList<string> subscribed)
    {
        CheckPrefix(option, name);
        if (!s_core.Contains(name) && !subscribed.Contains(name))
        {
            string[] longer = [.. s_core.Where(topic => topic.StartsWith(name, StringComparison.Ordinal))];
            throw new ArgumentException(longer.Length > 0
                ? $"{option} takes a topic by its full name: {name} is the beginning of {string.Join(" and ", longer)}."
                : $"{option}: no topic is known as {name}. Core's are {string.Join(", ", s_core)}; another one is "
                    + "given by --topic as well.");
        }
        if (!Includes(subscribed, name))
        {
            throw new ArgumentException($"{option}: {name} is not among the topics of --topic.");
        }
    }

    /// <summary>Whether a topic is subscribed to.</summary>
    internal static bool Includes(IList<string> subscribed, string name) =>
        subscribed.Count == 0 || subscribed.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
