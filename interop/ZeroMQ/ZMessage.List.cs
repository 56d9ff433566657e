namespace ZeroMQ;

public partial class ZMessage
{
    /// <summary>Adds a frame at the end.</summary>
    /// <param name="item">The frame, the message's from now on.</param>
    public void Add(ZFrame item) => Frames.Add(item);

    /// <summary>Adds frames at the end.</summary>
    /// <param name="items">The frames, the message's from now on.</param>
    public void AddRange(IEnumerable<ZFrame> items) => Frames.AddRange(items);

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
    public void Insert(int index, ZFrame item) => Frames.Insert(index, item);

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
        ZFrame old = Frames[index];
        Frames[index] = replacement;
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
        ZFrame frame = Frames[index];
        Frames.RemoveAt(index);
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
            frame?.Dispose();
        }
        Frames.Clear();
    }

    /// <summary>Whether a frame is here.</summary>
    /// <param name="item">The frame itself, not its like.</param>
    public bool Contains(ZFrame item) => Frames.Contains(item);

    /// <summary>A frame's place, from 0; -1 if it is not here.</summary>
    /// <param name="item">The frame itself, not its like.</param>
    public int IndexOf(ZFrame item) => Frames.IndexOf(item);

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
