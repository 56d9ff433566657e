using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>Waits until one of several sockets can receive, or send where that is asked for (zmq_poll). Allocates nothing per wait. One thread at a time.</summary>
public sealed unsafe class ZmqPoller
{
    private readonly ZmqSocket[] _sockets;
    private readonly ZmqSocketHold[] _holds;
    private readonly ZmqPollEvents[] _events;
    private readonly byte[] _items;

    // Of each socket; null before the first wait for them.
    private nint[]? _descriptors;

    /// <summary>Makes a poller over these sockets, which the caller keeps owning.</summary>
    /// <param name="sockets">At least one socket.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    /// <exception cref="ArgumentNullException">One of them is null.</exception>
    public ZmqPoller(params ReadOnlySpan<ZmqSocket> sockets)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sockets.Length);
        for (int i = 0; i < sockets.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(sockets[i], $"{nameof(sockets)}[{i}]");
        }
        _sockets = sockets.ToArray();
        _holds = new ZmqSocketHold[_sockets.Length];
        _events = new ZmqPollEvents[_sockets.Length];
        Array.Fill(_events, ZmqPollEvents.Receive);
        _items = new byte[_sockets.Length * LibZmq.zmq_pollitem_t.Size];
    }

    /// <summary>Sets what the next waits wait for at a socket; before, that is a message to receive.</summary>
    /// <param name="index">The socket's place in the list given to the constructor, from 0.</param>
    /// <param name="events">One, both or none.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place, or no such event.</exception>
    public void Watch(int index, ZmqPollEvents events)
    {
        CheckIndex(index);
        if ((events & ~(ZmqPollEvents.Receive | ZmqPollEvents.Send)) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(events), events, "A socket is watched for receiving, sending, both or none.");
        }
        _events[index] = events;
    }

    /// <summary>Waits until a socket can do what is waited for; holds the sockets meanwhile.</summary>
    /// <param name="timeout">How long; <see cref="Timeout.InfiniteTimeSpan"/> is for ever, zero only looks.</param>
    /// <returns>How many sockets can; 0 when the time ran out.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite.</exception>
    /// <exception cref="ZmqException">ETERM: the context was shut down.</exception>
    /// <exception cref="ObjectDisposedException">A socket is disposed of.</exception>
    public int Wait(TimeSpan timeout) => WaitFor(descriptors: null, timeout);

    /// <summary>
    /// Waits until something may have come to a socket, by the descriptors that tell so (<see cref="ZmqSocket.FileDescriptor"/>): two system calls, where <see cref="Wait(TimeSpan)"/>
    /// asks every socket before and after. The first time it returns at once and names all sockets.
    /// </summary>
    /// <param name="timeout">How long; <see cref="Timeout.InfiniteTimeSpan"/> is for ever, zero only looks.</param>
    /// <returns>How many sockets are named, by <see cref="IsReadable"/>; 0 when the time ran out. What <see cref="Watch"/> asked for plays no part.</returns>
    /// <remarks>
    /// A descriptor tells once. So whoever was told of a socket receives from it until there is nothing, before the next wait, or does not wait; and nothing but such receives may be done with it in between.
    /// That a context was shut down is told by the receives.
    /// </remarks>
    /// <exception cref="ZmqException">ETERM: the context was shut down before the first wait.</exception>
    /// <exception cref="ObjectDisposedException">A socket is disposed of.</exception>
    public int WaitForSignal(TimeSpan timeout)
    {
        if (_descriptors is not null)
        {
            return WaitFor(_descriptors, timeout);
        }
        _descriptors = Array.ConvertAll(_sockets, socket => socket.FileDescriptor);
        for (int i = 0; i < _sockets.Length; i++)
        {
            FoundAt(i) = (short)ZmqPollEvents.Receive;
        }
        return _sockets.Length;
    }

    private int WaitFor(nint[]? descriptors, TimeSpan timeout)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout), timeout, "A wait is as long as zero or more, or as Timeout.InfiniteTimeSpan, which has no end.");
        }
        int held = 0;
        try
        {
            for (; held < _sockets.Length; held++)
            {
                _holds[held] = _sockets[held].Hold();
            }
            fixed (byte* items = _items)
            {
                for (int i = 0; i < _sockets.Length; i++)
                {
                    byte* item = items + (i * LibZmq.zmq_pollitem_t.Size);
                    LibZmq.zmq_pollitem_t.Set(item, descriptors is null ? _sockets[i].Pointer : 0, descriptors?[i] ?? 0, descriptors is null ? (short)_events[i] : LibZmq.ZMQ_POLLIN);
                }
                return Poll(items, timeout);
            }
        }
        finally
        {
            while (held > 0)
            {
                _holds[--held].Dispose();
            }
        }
    }

    /// <summary>Whether the last <see cref="Wait"/> found something to receive on a socket.</summary>
    /// <param name="index">The socket's place in the list given to the constructor, from 0.</param>
    public bool IsReadable(int index) => (Found(index) & ZmqPollEvents.Receive) != 0;

    /// <summary>Whether the last <see cref="Wait"/> found that a socket can send; only where <see cref="Watch"/> asked for it.</summary>
    /// <param name="index">The socket's place in the list given to the constructor, from 0.</param>
    public bool IsWritable(int index) => (Found(index) & ZmqPollEvents.Send) != 0;

    private ZmqPollEvents Found(int index)
    {
        CheckIndex(index);
        return (ZmqPollEvents)FoundAt(index);
    }

    private void CheckIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _sockets.Length);
    }

    private ref short FoundAt(int index) => ref Unsafe.As<byte, short>(ref _items[(index * LibZmq.zmq_pollitem_t.Size) + LibZmq.zmq_pollitem_t.OffsetOfRevents]);

    private int Poll(byte* items, TimeSpan timeout)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            // Rounded up, so that a wait of less than a millisecond does not turn into a busy loop.
            TimeSpan left = timeout - Stopwatch.GetElapsedTime(start);
            int milliseconds = timeout == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Clamp(Math.Ceiling(left.TotalMilliseconds), 0, int.MaxValue);
            int ready = LibZmq.zmq_poll(items, _sockets.Length, new CLong(milliseconds));
            if (ready != -1)
            {
                return ready;
            }
            _ = ZmqThrow.Interrupted("zmq_poll");
        }
    }
}
