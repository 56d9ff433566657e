namespace ZmqNative.Publishing;

/// <summary>
/// A bitcoin.conf: <c>name=value</c> lines, <c>#</c> comments, <c>[section]</c> headers (Core:
/// GetConfigOptions).
/// </summary>
internal sealed class BitcoinConfFile
{
    private static readonly char[] s_blanks = [' ', '\t', '\r', '\n'];

    private readonly List<(string Key, string Value)> _lines;

    private BitcoinConfFile(List<(string Key, string Value)> lines) => _lines = lines;

    /// <summary>
    /// Every key with its value in file order; a key below a section header carries the section and
    /// a dot in front.
    /// </summary>
    internal IEnumerable<(string Key, string Value)> Lines => _lines;

    /// <summary>
    /// Reads a file. <c>includeconf</c> is followed relative to the file's folder, one level deep.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">
    /// A line is malformed; the message names file and line.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BitcoinConfFile Read(string path)
    {
        if (path.Length == 0)
        {
            throw new InvalidDataException("-conf= names no file.");
        }
        List<(string Key, string Value)> lines = ReadLines(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string[] included =
            [.. lines.Where(line => line.Key == "includeconf").Select(line => Path.Combine(folder, line.Value))];
        foreach (string file in included)
        {
            lines.AddRange(ReadLines(file));
        }
        return new BitcoinConfFile(lines);
    }

    private static List<(string Key, string Value)> ReadLines(string path)
    {
        List<(string, string)> lines = [];
        string section = string.Empty;
        int number = 0;
        foreach (string raw in File.ReadLines(path))
        {
            number++;
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
            else if (line[0] == '-')
            {
                throw Malformed(path, number, line, "options in a configuration file stand without the leading -");
            }
            else if (equals < 0)
            {
                throw Malformed(path, number, line, line.StartsWith("no", StringComparison.Ordinal)
                    ? $"expected name=value; to negate an option write {line}=1"
                    : "expected name=value");
            }
            else
            {
                lines.Add((section + line[..equals].Trim(s_blanks), line[(equals + 1)..].Trim(s_blanks)));
            }
        }
        return lines;
    }

    private static InvalidDataException Malformed(string path, int number, string line, string reason) =>
        new($"{path}, line {number}: '{line}': {reason}.");
}
