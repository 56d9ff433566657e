namespace ZeroMQ;

/// <summary>The part of ZPL (RFC 4) that certificates need: sections at the left margin, and in each `name = value` with an indent.</summary>
internal static class ZplFile
{
    private const string Indent = "    ";

    /// <summary>The properties in sections; lines that are neither a section nor a property are ignored.</summary>
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

    /// <summary>A property as a line, in the double quotes that clrzmq4 wrote; in single ones where only they can be told from the value's.</summary>
    /// <exception cref="InvalidOperationException">The format has no way to write it.</exception>
    internal static string FormatLine(string name, string value)
    {
        string[] lines = [$"{Indent}{name} = \"{value}\"", $"{Indent}{name} = '{value}'"];
        return Array.Find(lines, line => line.AsSpan().IndexOfAny('\r', '\n') == -1 && ParseLine(line) == (name, value))
            ?? throw new InvalidOperationException($"A certificate file cannot hold the property '{name}'.");
    }

    private static (string Name, string Value) ParseLine(string line)
    {
        int equals = line.IndexOf('=', StringComparison.Ordinal);
        return equals == -1 ? (WithoutComment(line.Trim()), null) : (line[..equals].Trim(), ParseValue(line[(equals + 1)..].Trim()));
    }

    // A quote ends the value where nothing but a comment follows; others are the value's own, which clrzmq4 did not escape.
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

    // Only after a space: keys in Z85 have this character too.
    private static string WithoutComment(string text)
    {
        int comment = text.IndexOf(" #", StringComparison.Ordinal);
        return comment == -1 ? text : text[..comment].TrimEnd();
    }
}
