namespace ZmqNative.JetStream;

/// <summary>Why writing stopped.</summary>
/// <param name="Error">The server's number; 0 when it is none of the server's answers.</param>
/// <param name="Reason">One sentence.</param>
internal readonly record struct WriteFailure(int Error, string Reason);
