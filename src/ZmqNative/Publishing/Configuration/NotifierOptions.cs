namespace ZmqNative.Publishing;

/// <summary>Where one type of notification is published.</summary>
/// <param name="Addresses">The addresses, in the order given; the same one may stand there twice.</param>
/// <param name="HighWatermark">Outbound high water mark of all of them, in messages for each subscriber; 0 is no limit, a negative value is ignored.</param>
public sealed record NotifierOptions(IList<string> Addresses, int HighWatermark);
