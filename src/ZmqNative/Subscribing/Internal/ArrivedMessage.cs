namespace ZmqNative.Subscribing;

/// <summary>A message that has arrived, and whose place in the history is wanted.</summary>
/// <param name="Stream">The stream of its connection; null if that is not known.</param>
/// <param name="Run">The number of the run that was handed on, if it is one of this stream.</param>
/// <param name="Topic">Its first part.</param>
/// <param name="Counter">Its message sequence.</param>
/// <param name="Body">Its second part.</param>
/// <param name="MayCome">Whether it may be appended to the history only now.</param>
internal sealed record ArrivedMessage(
    Guid? Stream, int? Run, string Topic, uint Counter, byte[] Body, bool MayCome);
