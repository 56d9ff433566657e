using ZmqNative.History;

namespace ZmqNative.Publishing;

/// <summary>The options of the history, in the form of bitcoind's.</summary>
internal static class HistoryArguments
{
    private const string Address = "zmqhistory";
    private const string Directory = "zmqhistorydir";
    private const string Memory = "zmqhistorymemory";
    private const string Disk = "zmqhistorydisk";
    private const string Age = "zmqhistoryage";
    private const string Commit = "zmqhistorycommit";

    // More than any limit, and few enough to be multiplied.
    private const long Largest = 1L << 32;
    private const long MostHours = 1_000_000;

    /// <summary>The options, by their names without the dash.</summary>
    internal static string[] Names { get; } = [Address, Directory, Memory, Disk, Age, Commit];

    /// <summary>The options of the history; null if none is given.</summary>
    internal static HistoryOptions? Read(Func<string, SettingValue?> find)
    {
        if (!Array.Exists(Names, name => find(name) is { IsNegated: false }) || find(Address) is { IsNegated: true })
        {
            return null;
        }
        HistoryOptions options = new() { Address = find(Address)?.Text, Directory = Text(find(Directory)) };
        Set(Memory, number => options.MaxMemory = number << 20);
        Set(Disk, number => options.MaxDisk = number << 20);
        Set(Age, number => options.MaxAge = TimeSpan.FromHours(number));
        Set(Commit, number => options.CommitInterval = TimeSpan.FromMilliseconds(number));
        return options;

        void Set(string name, Action<long> set)
        {
            if (find(name) is { IsNegated: false } value)
            {
                // Text that is no number is 0, which is refused with the option's name.
                set(Math.Clamp(value.AsInteger, 0, name == Age ? MostHours : Largest));
            }
        }
    }

    private static string? Text(SettingValue? value) => value is { IsNegated: false } given ? given.Text : null;
}
