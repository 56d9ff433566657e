using System.Globalization;

namespace ZmqNative.Publishing;

/// <summary>
/// Sentences about options that bitcoind accepts, and that mean another thing than they seem to.
/// </summary>
internal static class SettingWarnings
{
    private const string Tcp = "tcp://";

    /// <summary>Why an address option of a file has no effect; null where it has one.</summary>
    /// <param name="option">The option.</param>
    /// <param name="known">The options that there are.</param>
    /// <param name="sections">The sections that there are.</param>
    /// <param name="section">The section of the chosen chain.</param>
    /// <param name="hasOthers">Whether any option has an effect.</param>
    internal static string? OfOption(
        BitcoinConfFile.Option option, IReadOnlySet<string> known, string[] sections, string section, bool hasOthers)
    {
        string name = option.Name.TrimStart(BitcoinConfFile.ByteOrderMark);
        bool ours = name.StartsWith("zmq", StringComparison.OrdinalIgnoreCase);
        string? reason =
            name != option.Name || option.Section.StartsWith(BitcoinConfFile.ByteOrderMark)
                ? "is ignored, as by bitcoind: a byte order mark stands before it; save the file without it"
            : !ours ? null
            : !known.Contains(name)
                ? "is ignored, as by bitcoind, which has no such option: the types are "
                    + string.Join(", ", known.Where(IsAddress).Select(each => each["zmq".Length..]))
            : option.Section.Length == 0 || option.Section == section ? null
            : !sections.Contains(option.Section)
                ? $"is ignored, as by bitcoind: [{option.Section}] is no chain; they are {string.Join(", ", sections)}"
            : hasOthers ? null
            : $"is for the chain {option.Section}, and the chain is {section}: nothing is published";
        return reason is null ? null : $"{option.Place}: {name} {reason}.";
    }

    /// <summary>For a high water mark that is not the number that it seems to be.</summary>
    internal static string? OfMark(string option, SettingValue? value, int mark)
    {
        if (value is not { Flag: null, Text: var text }
            || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return null;
        }
        string effect = mark < 0
            ? $"ignored, as by bitcoind: the high water mark is {Notifier.DefaultHighWatermark}"
            : $"read as {mark}{(mark == 0 ? ", which is no limit" : string.Empty)}, as by bitcoind";
        return $"-{option}={text} is {effect}.";
    }

    /// <summary>For a port that libzmq cuts to 16 bits.</summary>
    internal static string? OfPort(string option, string address) =>
        address.StartsWith(Tcp, StringComparison.Ordinal)
            && int.TryParse(
                address.AsSpan(address.LastIndexOf(':') + 1), NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture, out int port)
            && port != (ushort)port
                ? $"-{option}={address}: a port has 16 bits, so this is port {(ushort)port}, as in bitcoind."
                : null;

    private static bool IsAddress(string option) =>
        option.StartsWith("zmq", StringComparison.Ordinal)
        && !option.StartsWith("zmqcurve", StringComparison.Ordinal)
        && !option.StartsWith("zmqplain", StringComparison.Ordinal)
        && !option.StartsWith("zmqhistory", StringComparison.Ordinal)
        && !option.EndsWith("hwm", StringComparison.Ordinal);
}
