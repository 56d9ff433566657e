namespace ZeroMQ;

public partial class ZMessage
{
    /// <summary>Adds a frame at the end.</summary>
    /// <param name="item">The frame; the message owns it from now on.</param>
    public void Add(ZFrame item)
    {
        if (Frames.Length == _frames.Length)
        {
            Array.Resize(ref _frames, Math.Max(4, 2 * _count));
        }
        _frames[_count++] = item;
    }

    /// <summary>Adds frames at the end.</summary>
    /// <param name="items">The frames; the message owns them from now on.</param>
    public void AddRange(IEnumerable<ZFrame> items)
    {
        foreach (ZFrame item in items)
        {
            Add(item);
        }
    }

    /// <summary>Adds a frame at the end.</summary>
    /// <param name="item">The frame; the message owns it from now on.</param>
    public void Append(ZFrame item) => Add(item);

    /// <summary>Adds frames at the end.</summary>
    /// <param name="items">The frames; the message owns them from now on.</param>
    public void AppendRange(IEnumerable<ZFrame> items) => AddRange(items);

    /// <summary>Inserts a frame at the beginning.</summary>
    /// <param name="item">The frame; the message owns it from now on.</param>
    public void Prepend(ZFrame item) => Insert(0, item);

    /// <summary>Inserts a frame.</summary>
    /// <param name="index">The index of the new frame, from 0.</param>
    /// <param name="item">The frame; the message owns it from now on.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The index is negative or larger than <see cref="Count"/>.
    /// </exception>
    public void Insert(int index, ZFrame item)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, Count);
        Add(item);
        Array.Copy(_frames, index, _frames, index + 1, _count - 1 - index);
        _frames[index] = item;
    }

    /// <summary>
    /// Inserts an identity and an empty delimiter at the beginning, as a ROUTER socket expects
    /// them.
    /// </summary>
    /// <param name="frame">The identity; the message owns it from now on.</param>
    public void Wrap(ZFrame frame)
    {
        Insert(0, new ZFrame());
        Insert(0, frame);
    }

    /// <summary>
    /// Removes the first frame, an identity, and an empty delimiter if one follows.
    /// </summary>
    /// <returns>The identity; the caller owns it from now on.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    public ZFrame Unwrap()
    {
        ZFrame frame = RemoveAt(0, false);
        if (Count > 0 && this[0].Length == 0)
        {
            RemoveAt(0);
        }
        return frame;
    }

    /// <summary>Replaces a frame and disposes of the old one.</summary>
    /// <param name="index">The index of the frame, from 0.</param>
    /// <param name="replacement">The new frame; the message owns it from now on.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame at the index.</exception>
    public void ReplaceAt(int index, ZFrame replacement) => ReplaceAt(index, replacement, true);

    /// <summary>Replaces a frame.</summary>
    /// <param name="index">The index of the frame, from 0.</param>
    /// <param name="replacement">The new frame; the message owns it from now on.</param>
    /// <param name="dispose">Whether the old frame is disposed of.</param>
    /// <returns>The old frame; null if it was disposed of.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame at the index.</exception>
    public ZFrame ReplaceAt(int index, ZFrame replacement, bool dispose)
    {
        ZFrame old = this[index];
        this[index] = replacement;
        return GivenUp(old, dispose);
    }

    /// <summary>Removes a frame and disposes of it.</summary>
    /// <param name="index">The index of the frame, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame at the index.</exception>
    public void RemoveAt(int index) => RemoveAt(index, true);

    /// <summary>Removes a frame.</summary>
    /// <param name="index">The index of the frame, from 0.</param>
    /// <param name="dispose">Whether the frame is disposed of.</param>
    /// <returns>The frame; null if it was disposed of.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame at the index.</exception>
    public ZFrame RemoveAt(int index, bool dispose)
    {
        ZFrame frame = this[index];
        Array.Copy(_frames, index + 1, _frames, index, --_count - index);
        _frames[_count] = null;
        return GivenUp(frame, dispose);
    }

    /// <summary>Removes a frame and disposes of it.</summary>
    /// <param name="item">The frame.</param>
    /// <returns>Whether the message contained the frame.</returns>
    public bool Remove(ZFrame item)
    {
        int index = IndexOf(item);
        if (index >= 0)
        {
            RemoveAt(index);
        }
        return index >= 0;
    }

    /// <summary>Removes a frame.</summary>
    /// <param name="item">The frame.</param>
    /// <param name="dispose">Whether the frame is disposed of.</param>
    /// <returns>
    /// The frame; null if it was disposed of, or if the message did not contain it.
    /// </returns>
    public ZFrame Remove(ZFrame item, bool dispose)
    {
        int index = IndexOf(item);
        return index >= 0 ? RemoveAt(index, dispose) : null;
    }

    /// <summary>Removes all frames and disposes of them.</summary>
    public void Clear()
    {
        foreach (ZFrame frame in Frames)
        {
            frame?.Dismiss();
        }
        _frames.AsSpan(0, _count).Clear();
        _count = 0;
    }

    /// <summary>Whether the message contains a frame.</summary>
    /// <param name="item">The frame; the object itself is searched, not its content.</param>
    public bool Contains(ZFrame item) => IndexOf(item) >= 0;

    /// <summary>A frame's index, from 0; -1 if the message does not contain it.</summary>
    /// <param name="item">The frame; the object itself is searched, not its content.</param>
    public int IndexOf(ZFrame item) => Array.IndexOf(_frames, item, 0, Count);

    private int Place(int index) =>
        (uint)index < (uint)Count
            ? index
            : throw new ArgumentOutOfRangeException(nameof(index), index, $"The message has {Count} frames.");

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
