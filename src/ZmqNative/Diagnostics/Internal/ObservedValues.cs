using System.Diagnostics.Metrics;

namespace ZmqNative.Diagnostics;

/// <summary>
/// Values that are read when metrics are collected. Values with the same address are added up. All
/// members may be called from any thread.
/// </summary>
internal sealed class ObservedValues
{
    private readonly HashSet<Source> _sources = [];

    /// <summary>Adds a value.</summary>
    /// <param name="address">The tag <c>address</c>.</param>
    /// <param name="read">Reads the value; called on any thread.</param>
    /// <returns>Removes the value when it is disposed of.</returns>
    internal IDisposable Add(string address, Func<long> read)
    {
        Source source = new(this, address, read);
        lock (_sources)
        {
            _ = _sources.Add(source);
        }
        return source;
    }

    internal IEnumerable<Measurement<long>> Measure()
    {
        lock (_sources)
        {
            return [.. from source in _sources
                       group source.Read() by source.Address into values
                       let address = new KeyValuePair<string, object?>("address", values.Key)
                       select new Measurement<long>(values.Sum(), address)];
        }
    }

    private sealed class Source(ObservedValues values, string address, Func<long> read) : IDisposable
    {
        internal string Address => address;

        internal long Read() => read();

        public void Dispose()
        {
            lock (values._sources)
            {
                _ = values._sources.Remove(this);
            }
        }
    }
}
