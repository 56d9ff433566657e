namespace ZmqNative.Interop;

/// <summary>Text on its way to C, which ends it at the first zero: text with one inside would name something else.</summary>
internal static class CText
{
    /// <exception cref="ArgumentNullException">There is none.</exception>
    /// <exception cref="ArgumentException">It has a zero byte.</exception>
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
