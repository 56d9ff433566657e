namespace ZmqNative.Publishing;

/// <summary>The addresses and the high water mark of one notification type.</summary>
/// <param name="Addresses">
/// The addresses, in the order given. An address may occur twice.
/// </param>
/// <param name="HighWatermark">
/// Outbound high water mark at each address, in messages for each subscriber; 0 is no limit, a
/// negative value is ignored.
/// </param>
public sealed record NotifierOptions(IList<string> Addresses, int HighWatermark);
