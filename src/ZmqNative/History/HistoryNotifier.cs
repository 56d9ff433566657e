namespace ZmqNative.History;

/// <summary>
/// One uninterrupted run of one notifier's message sequences. A notifier whose sequence restarts,
/// or jumps, gets a new number, so a number and a message sequence mean one message of a stream.
/// </summary>
/// <param name="Number">Its number in the stream.</param>
/// <param name="Type">The notifier's type: <c>pubhashtx</c>.</param>
/// <param name="Topics">The topics that it publishes, usually one.</param>
/// <param name="Address">The address as configured: <c>tcp://127.0.0.1:*</c>.</param>
/// <param name="Endpoint">The address as bound: <c>tcp://127.0.0.1:28332</c>.</param>
/// <param name="Place">
/// The notifier's place among all notifiers of the publisher, from 0, in processing order.
/// </param>
public sealed record HistoryNotifier(
    int Number, string Type, IReadOnlyList<string> Topics, string Address, string Endpoint, int Place);
