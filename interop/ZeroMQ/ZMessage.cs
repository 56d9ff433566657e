using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ZeroMQ;

/// <summary>A message: a list of frames, which it owns. One thread at a time.</summary>
/// <remarks>
/// After the message is disposed of, all members that use its frames throw
/// <see cref="ObjectDisposedException"/>.
/// </remarks>
public partial class ZMessage : IList<ZFrame>, ICloneable, IDisposable
{
    // An array is used because a list would be one more object for each received message.
    private ZFrame[] _frames;
    private int _count;

    /// <summary>Creates a message without frames.</summary>
    public ZMessage() => _frames = new ZFrame[4];

    /// <summary>Creates a message of the given frames, which are not copied.</summary>
    /// <param name="frames">The frames; the message owns them from now on.</param>
    public ZMessage(IEnumerable<ZFrame> frames) => _count = (_frames = [.. frames]).Length;

    /// <summary>The number of frames.</summary>
    /// <exception cref="ObjectDisposedException">The message is disposed of.</exception>
    public int Count => Frames.Length;

    bool ICollection<ZFrame>.IsReadOnly => false;

    internal ReadOnlySpan<ZFrame> Frames =>
        new(_frames ?? throw new ObjectDisposedException(GetType().Name), 0, _count);

    /// <summary>
    /// The frame at an index, which the message owns. Setting it does not dispose of the old frame.
    /// </summary>
    /// <param name="index">The index of the frame, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame at the index.</exception>
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

    /// <summary>Creates a message with duplicates of all frames.</summary>
    public ZMessage Duplicate() => new(this.Select(ZFrame.CopyFrom));

    /// <inheritdoc cref="Duplicate"/>
    public object Clone() => Duplicate();

    /// <summary>
    /// Copies duplicates of the frames to an array, which owns them, also for ToArray and ToList.
    /// </summary>
    /// <param name="array">The destination.</param>
    /// <param name="arrayIndex">The index in it at which writing begins.</param>
    void ICollection<ZFrame>.CopyTo(ZFrame[] array, int arrayIndex)
    {
        foreach (ZFrame frame in Frames)
        {
            array[arrayIndex++] = frame.Duplicate();
        }
    }

    /// <summary>
    /// Disposes of all frames, as <see cref="Dispose()"/> does; the message cannot be used
    /// afterwards.
    /// </summary>
    public void Dismiss() => Dispose(true);

    /// <summary>Disposes of all frames; the message cannot be used afterwards.</summary>
    [SuppressMessage(
        "Usage", "CA1816", Justification = "There is no finaliser, and every received message is disposed of.")]
    public void Dispose() => Dispose(true);

    /// <summary>Disposes of all frames.</summary>
    /// <param name="disposing">True, because there is no finaliser.</param>
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
