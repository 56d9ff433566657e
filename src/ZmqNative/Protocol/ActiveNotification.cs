namespace ZmqNative.Protocol;

/// <summary>One row of <c>getzmqnotifications</c>.</summary>
/// <param name="Type">Type of notification, with the prefix: <c>pubhashblock</c>.</param>
/// <param name="Address">
/// Address of the publisher as configured, <c>unix:</c> translated to <c>ipc://</c>.
/// </param>
/// <param name="HighWatermark">
/// Outbound message high water mark as configured for the type; at a shared address only the first
/// notifier's applies.
/// </param>
public sealed record ActiveNotification(string Type, string Address, int HighWatermark);
