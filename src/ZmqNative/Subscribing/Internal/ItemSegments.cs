using System.Runtime.InteropServices;

namespace ZmqNative.Subscribing;

/// <summary>
/// Items in the order they came: one thread writes, without a lock and without being seen until it says so; others read, one at a time by a lock of
/// theirs. Memory is used again, so that a queue that is read allocates nothing.
/// </summary>
internal sealed class ItemSegments
{
    // So many are kept for use again, for 16,000 items; of more only those that are in use.
    private const int Kept = 128;

    private Positions _positions;

    // A chain: those that have been read, from the oldest on, the one that is read, and those up to the one that is written to.
    private Segment _oldest;
    private Segment _reading;
    private Segment _writing;
    private int _count = 1;

    internal ItemSegments() => _oldest = _reading = _writing = new Segment();

    /// <summary>How many can be read.</summary>
    internal long Readable => Volatile.Read(ref _positions.Shown) - Volatile.Read(ref _positions.Read);

    /// <summary>Whether there are so many, shown or not. For the writer.</summary>
    internal bool Has(int count)
    {
        if (_positions.Written - _positions.ReadForSure >= count)
        {
            _positions.ReadForSure = Volatile.Read(ref _positions.Read);
        }
        return _positions.Written - _positions.ReadForSure >= count;
    }

    /// <summary>The place of the next item.</summary>
    internal ref QueuedItem Add()
    {
        int place = (int)(_positions.Written % Segment.Length);
        if (place == 0 && _positions.Written > 0)
        {
            _writing = _writing.Next = TakeUsed() ?? Make();
        }
        _positions.Written++;
        return ref _writing.Items[place];
    }

    /// <summary>From now on readers see what was added.</summary>
    internal void Show() => Volatile.Write(ref _positions.Shown, _positions.Written);

    /// <summary>Takes the next item out. Under the readers' lock.</summary>
    internal bool TryTake(out StreamItem? item)
    {
        long read = _positions.Read;
        if (read == _positions.ShownForSure)
        {
            _positions.ShownForSure = Volatile.Read(ref _positions.Shown);
            if (read == _positions.ShownForSure)
            {
                item = null;
                return false;
            }
        }
        int place = (int)(read % Segment.Length);
        if (place == 0 && read > 0)
        {
            Volatile.Write(ref _reading, _reading.Next!);
        }
        item = _reading.Items[place].Take();
        Volatile.Write(ref _positions.Read, read + 1);
        return true;
    }

    private Segment? TakeUsed()
    {
        Segment reading = Volatile.Read(ref _reading);
        while (_oldest != reading)
        {
            Segment used = _oldest;
            _oldest = used.Next!;
            used.Next = null;
            if (_count <= Kept)
            {
                return used;
            }
            _count--;
        }
        return null;
    }

    private Segment Make()
    {
        _count++;
        return new Segment();
    }

    // The writer's and the readers' numbers in memory of their own each, since a processor that writes takes all that is near away from the other. What one has
    // seen of the other's is enough as long as it is enough.
    [StructLayout(LayoutKind.Explicit, Size = 3 * Apart)]
    private struct Positions
    {
        private const int Apart = 128;

        [FieldOffset(Apart)]
        internal long Written;

        [FieldOffset(Apart + 8)]
        internal long Shown;

        [FieldOffset(Apart + 16)]
        internal long ReadForSure;

        [FieldOffset(2 * Apart)]
        internal long Read;

        [FieldOffset((2 * Apart) + 8)]
        internal long ShownForSure;
    }

    private sealed class Segment
    {
        internal const long Length = 128;

        internal readonly QueuedItem[] Items = new QueuedItem[Length];

        internal Segment? Next { get; set; }
    }
}
