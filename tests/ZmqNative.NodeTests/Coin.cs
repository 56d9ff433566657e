using ZmqNative.Bitcoin;

namespace ZmqNative.NodeTests;

/// <summary>An output that anyone may spend: no wallet, no signature.</summary>
/// <param name="TransactionId">The transaction that made it.</param>
/// <param name="Index">Which of its outputs, from 0.</param>
/// <param name="Value">In satoshi.</param>
/// <param name="Era">Which of the scripts of <see cref="AnyoneScript"/> it is paid to.</param>
internal readonly record struct Coin(Hash256 TransactionId, int Index, long Value, int Era = 0);
