namespace ZmqNative.JetStream;

/// <summary>Why something failed, in words.</summary>
internal static class Reasons
{
    /// <summary>What the exception says, and what those inside it say.</summary>
    internal static string Of(Exception exception) => exception.InnerException is { } inner
        ? $"{exception.Message}: {Of(inner)}" : exception.Message;
}
