using System.CommandLine;
using System.Globalization;

namespace ZmqNative.Cli;

/// <summary>
/// An option that takes a whole number from 0. Its error for other values says so.
/// </summary>
internal static class NumberOption
{
    internal static Option<int> Create(string name, string helpName, int defaultValue, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                result.AddError($"{name} takes a whole number from 0 to {int.MaxValue}, not '{text}'.");
            }
            return number;
        },
    };
}
