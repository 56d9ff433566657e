using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Chain;

/// <summary>One step of a chain that is followed: a block on top of the one before, or the topmost taken away.</summary>
/// <param name="Kind">Which of both.</param>
/// <param name="Height">The block's height; genesis has 0.</param>
/// <param name="Hash">The block.</param>
public readonly record struct ChainStep(ChainStepKind Kind, int Height, Hash256 Hash);
