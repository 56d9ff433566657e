using System.Globalization;
using System.Text;
using ZmqNative.Publishing;

namespace ZmqNative.Fuzz;

/// <summary>A command line, one argument a line, and behind a form feed a bitcoin.conf.</summary>
internal static class ArgumentsTarget
{
    private static readonly NotifierFactories s_factories = new();

    internal static void Take(byte[] input)
    {
        byte[][] sections = Input.Sections(input, 2);
        string conf = ScratchFile.Write("bitcoin.conf", sections[1]);
        // Of the file that is named last; an included one is a path of this machine.
        string[] arguments =
        [
            .. Encoding.UTF8.GetString(sections[0]).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            $"-conf={conf}", "-noincludeconf",
        ];
        ZmqNotificationOptions options;
        try
        {
            BitcoinArguments parsed = BitcoinArguments.Parse(arguments, s_factories);
            Property.Holds(parsed.Warnings.All(sentence => sentence.Length > 0), "a warning is empty");
            options = parsed.ToNotificationOptions();
        }
        catch (Exception exception) when (exception is NotificationStartException or InvalidDataException)
        {
            Property.Holds(exception.Message.Length > 0, "no reason was given");
            return;
        }
        string? fault = ZmqNotificationOptionsValidator.FirstFault(options, s_factories.Types);
        string[] written = Write(options);
        ZmqNotificationOptions again = BitcoinArguments.Parse(written, s_factories).ToNotificationOptions();
        Property.Holds(Write(again).SequenceEqual(written), "what was read is read differently the second time");
        Property.Holds(
            fault is null || ZmqNotificationOptionsValidator.FirstFault(options, s_factories.Types) == fault,
            "a fault was found once");
    }

    private static string[] Write(ZmqNotificationOptions options) =>
    [
        .. options.Additional.OrderBy(one => one.Key, StringComparer.Ordinal).SelectMany(one => (string[])
        [
            .. one.Value.Addresses.Select(address => $"-zmq{one.Key}={address}"),
            string.Create(CultureInfo.InvariantCulture, $"-zmq{one.Key}hwm={one.Value.HighWatermark}"),
        ]),
    ];
}
