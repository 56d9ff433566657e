namespace ZeroMQ;

/// <summary>
/// The part of ZPL (RFC 4) that certificates need: sections at the left margin, and indented lines
/// `name = value` in each of them.
/// </summary>
internal static class ZplFile
{
    private const string Indent = "    ";

    /// <summary>
    /// The properties in sections; lines that are neither a section nor a property are ignored.
    /// </summary>
    internal static IEnumerable<(string Section, string Name, string Value)> Read(string path)
    {
        string section = string.Empty;
        foreach (string line in File.ReadLines(path).Where(line => line.Trim() is [not '#', ..]))
        {
            (string name, string value) = ParseLine(line);
            if (!char.IsWhiteSpace(line[0]))
            {
                section = name;
            }
            else if (value is not null)
            {
                yield return (section, name, value);
            }
        }
    }

    /// <summary>
    /// A property as a line, in double quotes as clrzmq4 wrote it; in single quotes if the value
    /// contains double quotes that would be ambiguous.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The format has no form for the value.
    /// </exception>
    internal static string FormatLine(string name, string value)
    {
        string[] lines = [$"{Indent}{name} = \"{value}\"", $"{Indent}{name} = '{value}'"];
        return Array.Find(lines, line => line.AsSpan().IndexOfAny('\r', '\n') == -1 && ParseLine(line) == (name, value))
            ?? throw new InvalidOperationException($"A certificate file cannot hold the property '{name}'.");
    }

    private static (string Name, string Value) ParseLine(string line)
    {
        int equals = line.IndexOf('=', StringComparison.Ordinal);
        return equals == -1
            ? (WithoutComment(line.Trim()), null)
            : (line[..equals].Trim(), ParseValue(line[(equals + 1)..].Trim()));
    }

    // A quote ends the value only if nothing but a comment follows; other quotes are part of the
    // value, because clrzmq4 did not escape them.
    private static string ParseValue(string text)
    {
        if (text is ['"' or '\'', ..])
        {
            for (int i = 1; i < text.Length; i++)
            {
                if (text[i] == text[0] && text[(i + 1)..].TrimStart() is [] or ['#', ..])
                {
                    return text[1..i];
                }
            }
        }
        return WithoutComment(text);
    }

    // A comment begins only after a space, because Z85 keys contain this character, too.
    private static string WithoutComment(string text)
    {
        int comment = text.IndexOf(" #", StringComparison.Ordinal);
        return comment == -1 ? text : text[..comment].TrimEnd();
    }
}
