using System.Collections;

namespace ZeroMQ;

/// <summary>A message: a list of frames, which it owns. One thread at a time.</summary>
public partial class ZMessage : IList<ZFrame>, ICloneable, IDisposable
{
    private List<ZFrame> _frames;

    /// <summary>A message without frames.</summary>
    public ZMessage() => _frames = new List<ZFrame>(4);

    /// <summary>A message of these frames, not of copies.</summary>
    /// <param name="frames">The frames.</param>
    public ZMessage(IEnumerable<ZFrame> frames) => _frames = [.. frames];

    /// <summary>How many frames there are.</summary>
    /// <exception cref="ObjectDisposedException">The message is disposed of.</exception>
    public int Count => Frames.Count;

    bool ICollection<ZFrame>.IsReadOnly => false;

    internal List<ZFrame> Frames => _frames ?? throw new ObjectDisposedException(GetType().Name);

    /// <summary>A frame by its place, from 0. It stays the message's.</summary>
    /// <param name="index">The place.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public ZFrame this[int index]
    {
        get => Frames[index];
        set => Frames[index] = value;
    }

    /// <inheritdoc/>
    public IEnumerator<ZFrame> GetEnumerator() => Frames.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A message of duplicates of all frames.</summary>
    public ZMessage Duplicate() => new(Frames.Select(ZFrame.CopyFrom));

    /// <inheritdoc cref="Duplicate"/>
    public object Clone() => Duplicate();

    /// <summary>Copies duplicates of the frames to an array, which owns them: what ToArray and ToList of a message give.</summary>
    /// <param name="array">Where to.</param>
    /// <param name="arrayIndex">Where there.</param>
    void ICollection<ZFrame>.CopyTo(ZFrame[] array, int arrayIndex)
    {
        foreach (ZFrame frame in Frames)
        {
            array[arrayIndex++] = frame.Duplicate();
        }
    }

    /// <summary>Gives the frames up; the message cannot be used any more. The same as <see cref="Dispose()"/>.</summary>
    public void Dismiss() => Dispose(true);

    /// <summary>Disposes of all frames; the message cannot be used any more.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes of all frames.</summary>
    /// <param name="disposing">Whether somebody asked for it.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && _frames is not null)
        {
            Clear();
            _frames = null;
        }
    }
}
