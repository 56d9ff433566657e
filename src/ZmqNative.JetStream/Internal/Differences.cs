using System.Globalization;

namespace ZmqNative.JetStream;

/// <summary>
/// What a server answers against what was asked for: it ignores fields that it does not know, and what
/// was there before keeps its configuration.
/// </summary>
internal static class Differences
{
    /// <summary>A difference in words; null when there is none.</summary>
    internal static string? Of<T>(string field, T has, T asked) => EqualityComparer<T>.Default.Equals(has, asked)
        ? null : string.Create(CultureInfo.InvariantCulture, $"{field} is {has} and not {asked}");

    /// <exception cref="InvalidDataException">There are differences: one sentence for each.</exception>
    internal static void Refuse(string what, params string?[] differences)
    {
        string[] found = [.. differences.OfType<string>()];
        if (found.Length > 0)
        {
            throw new InvalidDataException(
                string.Join(' ', found.Select(one => $"{what} is configured otherwise: {one}.")));
        }
    }
}
