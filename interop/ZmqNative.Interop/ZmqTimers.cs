using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// Timers for a loop that waits anyway (zmq_timers_new): it waits no longer than
/// <see cref="Timeout"/>, then calls <see cref="Execute"/>, which runs the due actions on the
/// calling thread. One thread at a time.
/// </summary>
public sealed unsafe class ZmqTimers : IDisposable
{
    // The set that the thread is executing, because libzmq calls back with the timer's number only.
    [ThreadStatic]
    private static ZmqTimers? t_executing;

    private readonly Dictionary<int, Action> _actions = [];
    private readonly List<Exception> _failures = [];
    private readonly TimersHandle _handle;
    private bool _executing;

    /// <summary>Creates a set without timers.</summary>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public ZmqTimers()
    {
        ZmqLibrary.EnsureLoaded();
        _handle = LibZmq.zmq_timers_new();
    }

    /// <summary>
    /// Milliseconds until the next timer is due: 0 when one is, -1 when there is
    /// none (zmq_timers_timeout).
    /// </summary>
    /// <exception cref="InvalidOperationException">Read by an action.</exception>
    /// <exception cref="ObjectDisposedException">The set is disposed of.</exception>
    public int Timeout
    {
        get
        {
            ThrowIfExecuting();
            return (int)Math.Min(LibZmq.zmq_timers_timeout(_handle).Value, int.MaxValue);
        }
    }

    /// <summary>Adds a repeating timer (zmq_timers_add). An action may add timers.</summary>
    /// <param name="interval">
    /// Milliseconds, at least 1, from now to the first run and between two runs.
    /// </param>
    /// <param name="action">The action that <see cref="Execute"/> runs.</param>
    /// <returns>The timer's number, unique in the set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is less than 1.</exception>
    /// <exception cref="ObjectDisposedException">The set is disposed of.</exception>
    public int Add(int interval, Action action)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, 1);
        ArgumentNullException.ThrowIfNull(action);
        int timer = LibZmq.zmq_timers_add(_handle, (nuint)interval, &Run, argument: null);
        ZmqThrow.IfFailed(timer, "zmq_timers_add");
        _actions.Add(timer, action);
        return timer;
    }

    /// <summary>
    /// Ends a timer (zmq_timers_cancel). An action may cancel its own timer or another.
    /// </summary>
    /// <param name="timer">The number that <see cref="Add"/> returned.</param>
    /// <exception cref="ZmqException">EINVAL: there is no such timer.</exception>
    /// <exception cref="ObjectDisposedException">The set is disposed of.</exception>
    public void Cancel(int timer)
    {
        ZmqThrow.IfFailed(LibZmq.zmq_timers_cancel(_handle, timer), "zmq_timers_cancel");
        _actions.Remove(timer);
    }

    /// <summary>Changes a timer's interval, which begins now (zmq_timers_set_interval).</summary>
    /// <param name="timer">The number that <see cref="Add"/> returned.</param>
    /// <param name="interval">Milliseconds, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is less than 1.</exception>
    /// <exception cref="InvalidOperationException">Called by an action.</exception>
    /// <exception cref="ZmqException">
    /// EINVAL: there is no such timer. For one just cancelled nothing happens.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The set is disposed of.</exception>
    public void SetInterval(int timer, int interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, 1);
        ThrowIfExecuting();
        ZmqThrow.IfFailed(LibZmq.zmq_timers_set_interval(_handle, timer, (nuint)interval), "zmq_timers_set_interval");
    }

    /// <summary>Restarts a timer's interval (zmq_timers_reset).</summary>
    /// <param name="timer">The number that <see cref="Add"/> returned.</param>
    /// <exception cref="InvalidOperationException">Called by an action.</exception>
    /// <exception cref="ZmqException">
    /// EINVAL: there is no such timer. For one just cancelled nothing happens.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The set is disposed of.</exception>
    public void Reset(int timer)
    {
        ThrowIfExecuting();
        ZmqThrow.IfFailed(LibZmq.zmq_timers_reset(_handle, timer), "zmq_timers_reset");
    }

    /// <summary>Runs the due actions, each once however late it is (zmq_timers_execute).</summary>
    /// <remarks>
    /// An exception of an action does not keep the others from running, and is thrown after them;
    /// it does not end its timer.
    /// </remarks>
    /// <exception cref="AggregateException">More than one action failed.</exception>
    /// <exception cref="InvalidOperationException">Called by an action.</exception>
    /// <exception cref="ObjectDisposedException">The set is disposed of.</exception>
    public void Execute()
    {
        ThrowIfExecuting();
        ZmqTimers? outer = t_executing;
        (t_executing, _executing) = (this, true);
        try
        {
            ZmqThrow.IfFailed(LibZmq.zmq_timers_execute(_handle), "zmq_timers_execute");
        }
        finally
        {
            (t_executing, _executing) = (outer, false);
        }
        if (_failures.Count > 0)
        {
            Exception[] failures = [.. _failures];
            _failures.Clear();
            ExceptionDispatchInfo.Throw(failures.Length == 1 ? failures[0] : new AggregateException(failures));
        }
    }

    /// <summary>
    /// Ends all timers (zmq_timers_destroy); by an action, when <see cref="Execute"/> is done.
    /// </summary>
    public void Dispose() => _handle.Dispose();

    // All these remove something from the list that libzmq is iterating, and libzmq does not guard
    // against that: even the timeout does, for cancelled timers.
    private void ThrowIfExecuting()
    {
        if (_executing)
        {
            throw new InvalidOperationException(
                "An action can add and cancel timers, and do nothing else with its set.");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Run(int timer, void* argument)
    {
        ZmqTimers timers = t_executing!;
        try
        {
            if (timers._actions.TryGetValue(timer, out Action? action))
            {
                action();
            }
        }
        catch (Exception exception)
        {
            timers._failures.Add(exception);
        }
    }
}
