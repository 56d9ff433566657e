namespace BlockEvents;

/// <summary>The data of an event.</summary>
/// <param name="Hash">The block's hash; null for an event "lost".</param>
/// <param name="Time">When the notification was received, UTC.</param>
internal sealed record NewBlock(string? Hash, DateTimeOffset Time);
