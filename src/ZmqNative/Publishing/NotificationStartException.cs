namespace ZmqNative.Publishing;

/// <summary>
/// Notifications could not be started; the message is one sentence that names the option, its value
/// and the reason.
/// </summary>
/// <param name="message">The sentence.</param>
public sealed class NotificationStartException(string message) : Exception(message);
