using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ZeroMQ;

/// <summary>A message: a list of frames, which it owns. One thread at a time.</summary>
public partial class ZMessage : IList<ZFrame>, ICloneable, IDisposable
{
    // Not a list: it would be one more object for each message received.
    private ZFrame[] _frames;
    private int _count;

    /// <summary>A message without frames.</summary>
    public ZMessage() => _frames = new ZFrame[4];

    /// <summary>A message of these frames, not of copies.</summary>
    /// <param name="frames">The frames.</param>
    public ZMessage(IEnumerable<ZFrame> frames) => _count = (_frames = [.. frames]).Length;

    /// <summary>How many frames there are.</summary>
    /// <exception cref="ObjectDisposedException">The message is disposed of.</exception>
    public int Count => Frames.Length;

    bool ICollection<ZFrame>.IsReadOnly => false;

    internal ReadOnlySpan<ZFrame> Frames => new(_frames ?? throw new ObjectDisposedException(GetType().Name), 0, _count);

    /// <summary>A frame by its place, from 0. It stays the message's.</summary>
    /// <param name="index">The place.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public ZFrame this[int index]
    {
        get => Frames[Place(index)];
        set => _frames[Place(index)] = value;
    }

    /// <inheritdoc/>
    public IEnumerator<ZFrame> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return _frames[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A message of duplicates of all frames.</summary>
    public ZMessage Duplicate() => new(this.Select(ZFrame.CopyFrom));

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
    [SuppressMessage("Usage", "CA1816", Justification = "There is no finaliser, and a message is made and disposed of for every one received.")]
    public void Dispose() => Dispose(true);

    /// <summary>Disposes of all frames.</summary>
    /// <param name="disposing">Whether somebody asked for it.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && _frames is not null)
        {
            foreach (ZFrame frame in Frames)
            {
                frame?.Dismiss();
            }
            _frames = null;
        }
    }
}
