using System.Globalization;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

namespace ZmqNative.IntegrationTests;

/// <summary>
/// What a terminal shows of <c>zmqnative demo</c>, as an SVG. What differs from run to run is replaced:
/// times, the port, and the version of libzmq.
/// </summary>
internal static partial class DemoPicture
{
    internal const int Columns = 104;

    private const double CharacterWidth = 8.4;
    private const int LineHeight = 19;
    private const int Margin = 16;
    private const int FontSize = 14;
    private const string Foreground = "#d8dee9";
    private const string Background = "#1b1f27";

    // The first sixteen colours, as terminals with a dark background show them.
    private static readonly string[] s_palette =
    [
        "#3b4252", "#e06c75", "#98c379", "#d19a66", "#61afef", "#c678dd", "#56b6c2", "#d8dee9",
        "#7f8794", "#ff7b86", "#b5e890", "#f4d35e", "#82c4ff", "#e39df5", "#7fe3ee", "#ffffff",
    ];

    /// <summary>The terminal's lines without what differs from run to run; colours are kept.</summary>
    internal static string[] Normalise(string terminal)
    {
        string text = terminal.ReplaceLineEndings("\n");
        text = ModeSequence().Replace(text, string.Empty);
        text = Time().Replace(text, "hh:mm:ss.fff");
        text = Port().Replace(text, "tcp://127.0.0.1:28332");
        text = Version().Replace(text, "libzmq 4.3.x");
        return text.TrimEnd('\n').Split('\n');
    }

    internal static string Draw(string[] lines)
    {
        StringBuilder svg = new();
        int width = (int)(Columns * CharacterWidth) + (2 * Margin), height = (lines.Length * LineHeight) + (2 * Margin);
        string font = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace";
        _ = svg.Append(CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">
            <title>zmqnative demo</title>
            <rect width="{width}" height="{height}" rx="8" fill="{Background}"/>
            <g font-family="{font}" font-size="{FontSize}" fill="{Foreground}" xml:space="preserve">

            """);
        for (int line = 0; line < lines.Length; line++)
        {
            DrawLine(svg, lines[line], Margin + (line * LineHeight) + FontSize);
        }
        return svg.Append("</g>\n</svg>\n").ToString();
    }

    // A text element for each run of one colour, placed and stretched by its columns: so they line up in any font.
    private static void DrawLine(StringBuilder svg, string line, int y)
    {
        string style = string.Empty;
        int column = 0;
        foreach (Match run in Run().Matches(line))
        {
            if (run.Groups["style"].Success)
            {
                style = Style(run.Groups["style"].Value, style);
                continue;
            }
            string text = run.Value.TrimEnd(), shown = text.TrimStart();
            if (shown.Length > 0)
            {
                double x = Margin + ((column + text.Length - shown.Length) * CharacterWidth);
                _ = svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y}\"")
                    .Append(CultureInfo.InvariantCulture, $" textLength=\"{shown.Length * CharacterWidth:0.#}\"")
                    .Append(style).Append('>')
                    .Append(SecurityElement.Escape(shown)).Append("</text>\n");
            }
            column += run.Length;
        }
    }

    private static string Style(string codes, string before) => codes.Split(';') switch
    {
        ["0"] or [""] => string.Empty,
        ["1"] => $"{before} font-weight=\"bold\"",
        ["38", "5", var number] => $" fill=\"{Color(int.Parse(number, CultureInfo.InvariantCulture))}\"",
        _ => throw new FormatException($"The demo uses a style that the picture does not know: ESC[{codes}m."),
    };

    // 16 to 231 are a cube of six levels for red, green and blue; 232 to 255 are shades of grey.
    private static string Color(int number)
    {
        if (number < 16)
        {
            return s_palette[number];
        }
        if (number >= 232)
        {
            int grey = 8 + ((number - 232) * 10);
            return $"#{grey:x2}{grey:x2}{grey:x2}";
        }
        int[] levels = [0, 95, 135, 175, 215, 255];
        int index = number - 16;
        return $"#{levels[index / 36]:x2}{levels[index / 6 % 6]:x2}{levels[index % 6]:x2}";
    }

    [GeneratedRegex(@"\x1b(\[\?[0-9]+[hl]|=|>)")]
    private static partial Regex ModeSequence();

    [GeneratedRegex(@"\d\d:\d\d:\d\d\.\d\d\d")]
    private static partial Regex Time();

    [GeneratedRegex(@"tcp://127\.0\.0\.1:\d+")]
    private static partial Regex Port();

    [GeneratedRegex(@"libzmq \d+\.\d+\.\d+")]
    private static partial Regex Version();

    [GeneratedRegex(@"\x1b\[(?<style>[0-9;]*)m|[^\x1b]+")]
    private static partial Regex Run();
}
