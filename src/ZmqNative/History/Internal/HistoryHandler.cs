using System.Text.Json;

namespace ZmqNative.History;

/// <summary>
/// Answers a request of another name than the history's own. Called on the thread of the server, so
/// it does not wait; the answer may come later, from any thread, and never fails.
/// </summary>
/// <param name="request">The request; it is read before the task is returned.</param>
/// <param name="id">The answer's <c>id</c> as JSON; null for none.</param>
/// <returns>The header, and a part that follows it, if there is one.</returns>
internal delegate Task<(byte[] Header, ReadOnlyMemory<byte>? Body)> HistoryHandler(JsonElement request, string? id);
