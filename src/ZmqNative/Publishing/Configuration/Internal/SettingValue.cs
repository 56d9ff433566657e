namespace ZmqNative.Publishing;

/// <summary>
/// A value as bitcoind's argument parser keeps it: negated (-nofoo), doubly negated (-nofoo=0), or
/// text, which is empty when no value was given.
/// </summary>
internal readonly record struct SettingValue(bool? Flag, string Text)
{
    private const string Whitespace = " \f\n\r\t\v";

    internal bool IsNegated => Flag == false;

    /// <summary>The value in a list (Core: ArgsManager::GetArgs).</summary>
    internal string AsText => Flag switch { false => "0", true => "1", null => Text };

    /// <summary>
    /// The value as a number (Core: SettingToInt): atoi rules, saturating at the limits of 64 bits.
    /// </summary>
    internal long AsInteger => Flag switch { false => 0, true => 1, null => ParseInteger(Text) };

    /// <summary>
    /// The value as a switch (Core: InterpretBool): true without a value, else whether the number
    /// is not zero.
    /// </summary>
    internal bool AsBoolean => Flag ?? (Text.Length == 0 || ParseInteger(Text) != 0);

    /// <summary>
    /// Splits a key into section, name and negation, and interprets its value (Core: InterpretKey,
    /// InterpretValue).
    /// </summary>
    internal static (string Section, string Name, SettingValue Value) Interpret(string key, string? value)
    {
        int dot = key.IndexOf('.', StringComparison.Ordinal);
        string section = dot < 0 ? string.Empty : key[..dot];
        string name = key[(dot + 1)..];
        SettingValue given = new(null, value ?? string.Empty);
        return name.StartsWith("no", StringComparison.Ordinal)
            ? (section, name[2..], new SettingValue(value is not null && !given.AsBoolean, string.Empty))
            : (section, name, given);
    }

    // LocaleIndependentAtoi: leading blanks, one sign, then digits as far as they go; text without
    // a number is 0.
    private static long ParseInteger(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().Trim(Whitespace);
        bool negative = rest.StartsWith('-');
        if (negative || rest.StartsWith('+'))
        {
            rest = rest[1..];
        }
        Int128 number = 0;
        foreach (char digit in rest)
        {
            if (!char.IsAsciiDigit(digit) || number > long.MaxValue)
            {
                break;
            }
            number = (number * 10) + (digit - '0');
        }
        return (long)Int128.Clamp(negative ? -number : number, long.MinValue, long.MaxValue);
    }
}
