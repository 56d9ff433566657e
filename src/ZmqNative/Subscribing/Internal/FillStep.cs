namespace ZmqNative.Subscribing;

/// <summary>A block that was connected or disconnected, and when, among all of them.</summary>
/// <param name="Ordinal">Counts the steps of a source.</param>
/// <param name="Step">The step.</param>
internal readonly record struct FillStep(long Ordinal, PathStep Step)
{
    /// <summary>The place of C or D in the stream's order.</summary>
    internal long EndKey => Key(Step.Block.Ids.Length, 3);

    /// <summary>The place of a transaction's message in the stream's order.</summary>
    internal long Key(int place, int rank) => (Ordinal << 32) | ((long)place << 2) | (uint)rank;
}
