namespace ZeroMQ;

public partial class ZMessage
{
    /// <summary>Adds a frame at the end.</summary>
    /// <param name="item">The frame, the message's from now on.</param>
    public void Add(ZFrame item)
    {
        if (Frames.Length == _frames.Length)
        {
            Array.Resize(ref _frames, Math.Max(4, 2 * _count));
        }
        _frames[_count++] = item;
    }

    /// <summary>Adds frames at the end.</summary>
    /// <param name="items">The frames, the message's from now on.</param>
    public void AddRange(IEnumerable<ZFrame> items)
    {
        foreach (ZFrame item in items)
        {
            Add(item);
        }
    }

    /// <summary>Adds a frame at the end.</summary>
    /// <param name="item">The frame, the message's from now on.</param>
    public void Append(ZFrame item) => Add(item);

    /// <summary>Adds frames at the end.</summary>
    /// <param name="items">The frames, the message's from now on.</param>
    public void AppendRange(IEnumerable<ZFrame> items) => AddRange(items);

    /// <summary>Puts a frame in front.</summary>
    /// <param name="item">The frame, the message's from now on.</param>
    public void Prepend(ZFrame item) => Insert(0, item);

    /// <summary>Puts a frame at a place.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <param name="item">The frame, the message's from now on.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public void Insert(int index, ZFrame item)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, Count);
        Add(item);
        Array.Copy(_frames, index, _frames, index + 1, _count - 1 - index);
        _frames[index] = item;
    }

    /// <summary>Puts an identity and an empty delimiter in front, as a ROUTER socket expects them.</summary>
    /// <param name="frame">The identity, the message's from now on.</param>
    public void Wrap(ZFrame frame)
    {
        Insert(0, new ZFrame());
        Insert(0, frame);
    }

    /// <summary>Takes the first frame, an identity, and drops an empty delimiter behind it.</summary>
    /// <returns>The identity, the caller's from now on.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame.</exception>
    public ZFrame Unwrap()
    {
        ZFrame frame = RemoveAt(0, false);
        if (Count > 0 && this[0].Length == 0)
        {
            RemoveAt(0);
        }
        return frame;
    }

    /// <summary>Replaces a frame, which is disposed of.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="replacement">The other, the message's from now on.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public void ReplaceAt(int index, ZFrame replacement) => ReplaceAt(index, replacement, true);

    /// <summary>Replaces a frame.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="replacement">The other, the message's from now on.</param>
    /// <param name="dispose">Whether the old one is disposed of.</param>
    /// <returns>The old one; null if it is disposed of.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public ZFrame ReplaceAt(int index, ZFrame replacement, bool dispose)
    {
        ZFrame old = this[index];
        this[index] = replacement;
        return GivenUp(old, dispose);
    }

    /// <summary>Takes a frame out and disposes of it.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public void RemoveAt(int index) => RemoveAt(index, true);

    /// <summary>Takes a frame out.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="dispose">Whether it is disposed of.</param>
    /// <returns>The frame; null if it is disposed of.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public ZFrame RemoveAt(int index, bool dispose)
    {
        ZFrame frame = this[index];
        Array.Copy(_frames, index + 1, _frames, index, --_count - index);
        _frames[_count] = null;
        return GivenUp(frame, dispose);
    }

    /// <summary>Takes a frame out and disposes of it.</summary>
    /// <param name="item">The frame.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(ZFrame item)
    {
        int index = IndexOf(item);
        if (index >= 0)
        {
            RemoveAt(index);
        }
        return index >= 0;
    }

    /// <summary>Takes a frame out.</summary>
    /// <param name="item">The frame.</param>
    /// <param name="dispose">Whether it is disposed of.</param>
    /// <returns>The frame; null if it is disposed of or was not there.</returns>
    public ZFrame Remove(ZFrame item, bool dispose)
    {
        int index = IndexOf(item);
        return index >= 0 ? RemoveAt(index, dispose) : null;
    }

    /// <summary>Takes all frames out and disposes of them.</summary>
    public void Clear()
    {
        foreach (ZFrame frame in Frames)
        {
            frame?.Dismiss();
        }
        _frames.AsSpan(0, _count).Clear();
        _count = 0;
    }

    /// <summary>Whether a frame is here.</summary>
    /// <param name="item">The frame itself, not its like.</param>
    public bool Contains(ZFrame item) => IndexOf(item) >= 0;

    /// <summary>A frame's place, from 0; -1 if it is not here.</summary>
    /// <param name="item">The frame itself, not its like.</param>
    public int IndexOf(ZFrame item) => Array.IndexOf(_frames, item, 0, Count);

    private int Place(int index) =>
        (uint)index < (uint)Count ? index : throw new ArgumentOutOfRangeException(nameof(index), index, $"The message has {Count} frames.");

    private static ZFrame GivenUp(ZFrame frame, bool dispose)
    {
        if (!dispose)
        {
            return frame;
        }
        frame?.Dispose();
        return null;
    }
}
