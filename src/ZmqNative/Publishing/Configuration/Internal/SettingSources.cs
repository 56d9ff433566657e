namespace ZmqNative.Publishing;

/// <summary>
/// The values of all options from one command line, one .NET configuration and one configuration
/// file, merged as Core merges them (common/settings.cpp).
/// </summary>
internal sealed class SettingSources
{
    private readonly Dictionary<(Source, string), List<SettingValue>> _values = [];

    /// <summary>Where a value comes from, in order of precedence.</summary>
    internal enum Source
    {
        CommandLine,
        Configuration,
        NetworkSection,
        DefaultSection,
    }

    internal void Add(Source source, string name, SettingValue value)
    {
        if (!_values.TryGetValue((source, name), out List<SettingValue>? values))
        {
            _values.Add((source, name), values = []);
        }
        values.Add(value);
    }

    internal bool Contains(string name) => _values.Keys.Any(key => key.Item2 == name);

    /// <summary>
    /// All values of a list option: sources add up, highest precedence first. A negation drops all
    /// values before it in its source and all values of lower sources. A value after a negation on
    /// the command line brings the file's back (Core's "zombie" values); a .NET configuration has
    /// no order, so there the value replaces them.
    /// </summary>
    internal IEnumerable<string> List(string name)
    {
        List<string> result = [];
        bool done = false;
        bool negatedWhileEmpty = false;
        bool replaced = false;
        foreach (Source source in Enum.GetValues<Source>())
        {
            (List<SettingValue> kept, bool negated, bool lastNegated) = Span(source, name);
            bool zombie = IsFile(source) && !negatedWhileEmpty && !replaced;
            if (!done || zombie)
            {
                result.AddRange(kept.Select(value => value.AsText));
            }
            done |= negated;
            replaced |= negated && source == Source.Configuration;
            negatedWhileEmpty |= lastNegated && result.Count == 0;
        }
        return result;
    }

    /// <summary>
    /// The value of a scalar option, null when it is not given: the command line's last one, else
    /// the file's first one.
    /// </summary>
    /// <param name="name">The option.</param>
    /// <param name="choosesChain">
    /// For the options that choose the chain: the file's last one counts too, and a negation on the
    /// command line is ignored.
    /// </param>
    internal SettingValue? Scalar(string name, bool choosesChain = false)
    {
        foreach (Source source in Enum.GetValues<Source>())
        {
            (List<SettingValue> kept, _, bool lastNegated) = Span(source, name);
            if (choosesChain && lastNegated)
            {
                continue;
            }
            if (kept.Count > 0)
            {
                return source == Source.CommandLine || choosesChain ? kept[^1] : kept[0];
            }
            if (lastNegated)
            {
                return new SettingValue(false, string.Empty);
            }
        }
        return null;
    }

    private static bool IsFile(Source source) => source is Source.NetworkSection or Source.DefaultSection;

    // Core: SettingsSpan. Only values after the last negation count.
    private (List<SettingValue> Kept, bool Negated, bool LastNegated) Span(Source source, string name)
    {
        List<SettingValue> all = _values.GetValueOrDefault((source, name), []);
        int kept = all.FindLastIndex(value => value.IsNegated) + 1;
        return (all[kept..], kept > 0, kept > 0 && kept == all.Count);
    }
}
