using System.Text;

namespace ZmqNative.Publishing;

/// <summary>
/// A bitcoin.conf: <c>name=value</c> lines, <c>#</c> comments, <c>[section]</c> headers (Core:
/// GetConfigOptions).
/// </summary>
internal static class BitcoinConfFile
{
    /// <summary>What a text editor may write before the first line, and Core takes for text.</summary>
    internal const char ByteOrderMark = '\uFEFF';

    private static readonly char[] s_blanks = [' ', '\t', '\r', '\n'];

    // Core reads bytes.
    private static readonly UTF8Encoding s_withoutMark = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Reads a file, without those that it includes.</summary>
    /// <returns>Every option in file order, with the section that it is in or names.</returns>
    /// <exception cref="InvalidDataException">
    /// A line is malformed; the message names file and line.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static List<Option> Read(string path)
    {
        if (path.Length == 0)
        {
            throw new InvalidDataException("-conf= names no file.");
        }
        List<Option> options = [];
        string section = string.Empty;
        using StreamReader reader = new(path, s_withoutMark, detectEncodingFromByteOrderMarks: false);
        for (int number = 1; reader.ReadLine() is { } raw; number++)
        {
            string place = $"{path}, line {number}";
            int comment = raw.IndexOf('#', StringComparison.Ordinal);
            string line = (comment < 0 ? raw : raw[..comment]).Trim(s_blanks);
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (line.Length == 0)
            {
                continue;
            }
            if (line[0] == '[' && line[^1] == ']')
            {
                section = $"{line[1..^1]}.";
            }
            else if (Error(line, equals, hasComment: comment >= 0) is { } reason)
            {
                throw new InvalidDataException($"{place}: {reason}.");
            }
            else
            {
                string key = section + line[..equals].Trim(s_blanks);
                (string inSection, string name, SettingValue value) =
                    SettingValue.Interpret(key, line[(equals + 1)..].Trim(s_blanks));
                options.Add(new Option(place, inSection, name, value));
            }
        }
        return options;
    }

    private static string? Error(string line, int equals, bool hasComment) =>
        line[0] == ByteOrderMark && equals < 0
            ? $"'{line[1..]}' stands behind a byte order mark, which bitcoind takes for text: save the file without it"
        : line[0] == '-' ? $"'{line}': options in a configuration file stand without the leading -"
        : equals < 0 ? $"'{line}': expected name=value"
            + (line.StartsWith("no", StringComparison.Ordinal) ? $"; to negate an option write {line}=1" : "")
        // The value is a secret.
        : hasComment && line[..equals].Contains("rpcpassword", StringComparison.Ordinal)
            ? "rpcpassword: a # would begin a comment, and bitcoind refuses it in this line: choose another password"
        : null;

    /// <summary>An option of a file, with the file and line where it is.</summary>
    internal readonly record struct Option(string Place, string Section, string Name, SettingValue Value);
}
