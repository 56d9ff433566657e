using NBitcoin;

namespace TransactionWatcher;

/// <summary>The scripts that are watched, and the outputs of theirs that were seen and not spent.</summary>
internal sealed class WatchList(IEnumerable<(string Name, Script Script)> scripts)
{
    private readonly Dictionary<Script, string> _names = scripts.ToDictionary(one => one.Script, one => one.Name);
    private readonly Dictionary<OutPoint, TxOut> _outputs = [];
    private readonly Dictionary<uint256, WatchedChange[]> _unconfirmed = [];
    private readonly HashSet<uint256> _confirmed = [];

    internal int Count => _names.Count;

    /// <summary>What a transaction does with the watched scripts, the first time it is seen.</summary>
    internal IEnumerable<WatchedChange> Observe(Transaction transaction)
    {
        uint256 id = transaction.GetHash();
        if (_unconfirmed.ContainsKey(id) || _confirmed.Contains(id))
        {
            return [];
        }
        WatchedChange[] changes = [.. Spends(transaction, id), .. Payments(transaction, id)];
        if (changes.Length > 0)
        {
            _unconfirmed[id] = changes;
        }
        return changes;
    }

    /// <summary>The same for one of a block, which may be the first time.</summary>
    internal IEnumerable<WatchedChange> Confirm(Transaction transaction)
    {
        Observe(transaction);
        uint256 id = transaction.GetHash();
        return _unconfirmed.Remove(id, out WatchedChange[]? changes) && _confirmed.Add(id) ? changes : [];
    }

    private IEnumerable<WatchedChange> Spends(Transaction transaction, uint256 id)
    {
        foreach (TxIn input in transaction.Inputs)
        {
            if (_outputs.TryGetValue(input.PrevOut, out TxOut? spent))
            {
                yield return new WatchedChange(id, _names[spent.ScriptPubKey], spent.Value, IsPayment: false);
            }
        }
    }

    private IEnumerable<WatchedChange> Payments(Transaction transaction, uint256 id)
    {
        for (int i = 0; i < transaction.Outputs.Count; i++)
        {
            TxOut output = transaction.Outputs[i];
            if (_names.TryGetValue(output.ScriptPubKey, out string? name))
            {
                _outputs[new OutPoint(id, i)] = output;
                yield return new WatchedChange(id, name, output.Value, IsPayment: true);
            }
        }
    }
}
