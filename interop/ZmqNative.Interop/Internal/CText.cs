namespace ZmqNative.Interop;

/// <summary>
/// Checks text that is passed to C, which ends at the first zero: text with a zero byte inside
/// would name something else.
/// </summary>
internal static class CText
{
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="ArgumentException">The text has a zero byte.</exception>
    internal static void Check(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        int zero = text.IndexOf('\0');
        if (zero >= 0)
        {
            throw new ArgumentException(
                $"The text for {parameter} has a zero byte at position {zero}, where libzmq would cut it.", parameter);
        }
    }
}
