using System.Text;

namespace ZmqNative.History;

/// <summary>
/// The topics of a history, which are few. One thread at a time adds; an index that it returned may
/// be read by others, because the lists only grow.
/// </summary>
internal sealed class HistoryTopics
{
    private readonly List<string> _names = [];
    private readonly List<byte[]> _bytes = [];

    internal string Name(int index) => _names[index];

    internal byte[] Bytes(int index) => _bytes[index];

    internal int IndexOf(string topic)
    {
        for (int i = 0; i < _names.Count; i++)
        {
            if (ReferenceEquals(_names[i], topic) || _names[i] == topic)
            {
                return i;
            }
        }
        _bytes.Add(Encoding.ASCII.GetBytes(topic));
        _names.Add(topic);
        return _names.Count - 1;
    }
}
