using System.Globalization;
using System.Text;

namespace ZmqNative.Cli;

/// <summary>
/// Text from elsewhere (topics, reasons, answers of an RPC, names of files) for a terminal or a
/// log: it must not begin lines, move the cursor or reverse what follows.
/// </summary>
internal static class PlainText
{
    /// <summary>
    /// The text with control, format and separator characters escaped: <c>\n</c>, <c>\x1b</c>,
    /// <c>\u202e</c>.
    /// </summary>
    internal static string Escape(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }
        StringBuilder escaped = new(text.Length + 16);
        foreach (char c in text)
        {
            _ = c switch
            {
                '\n' => escaped.Append(@"\n"),
                '\r' => escaped.Append(@"\r"),
                '\t' => escaped.Append(@"\t"),
                _ when !IsUnsafe(c) => escaped.Append(c),
                <= '\xff' => escaped.Append(CultureInfo.InvariantCulture, $@"\x{(int)c:x2}"),
                _ => escaped.Append(CultureInfo.InvariantCulture, $@"\u{(int)c:x4}"),
            };
        }
        return escaped.ToString();
    }

    private static bool IsUnsafe(char c) => char.IsControl(c) || char.GetUnicodeCategory(c)
        is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
