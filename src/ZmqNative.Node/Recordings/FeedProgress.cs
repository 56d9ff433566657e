namespace ZmqNative.Node.Recordings;

/// <summary>The progress of a feed.</summary>
/// <param name="Done">
/// Node events (session trace) or blocks (block files) delivered so far.
/// </param>
/// <param name="Total">How many there are in all.</param>
/// <param name="BytesDone">Bytes of block data handed out so far.</param>
/// <param name="BytesTotal">Bytes of block data in all.</param>
public readonly record struct FeedProgress(long Done, long Total, long BytesDone, long BytesTotal);
