using NBitcoin;

namespace TransactionWatcher;

/// <summary>An output to a watched script, or an input from one.</summary>
/// <param name="Transaction">The transaction's id.</param>
/// <param name="Name">The watched address or script, as it was given.</param>
/// <param name="Amount">How much.</param>
/// <param name="IsPayment">Whether it is an output.</param>
internal sealed record WatchedChange(uint256 Transaction, string Name, Money Amount, bool IsPayment);
