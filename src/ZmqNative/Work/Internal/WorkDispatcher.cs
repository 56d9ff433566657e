using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using ZmqNative.Interop;
using ZmqNative.Security;

namespace ZmqNative.Work;

/// <summary>
/// Which worker has which task. The next task goes to the worker with a free slot that was used
/// least recently. All members are called under the broker's lock.
/// </summary>
internal sealed class WorkDispatcher
{
    private const string TakenOff = "its key or name was taken off the list of who is allowed";

    private readonly ZmqSocket _socket;
    private readonly ServerSecurity? _security;
    private readonly WorkBrokerOptions _options;
    private readonly ILogger _logger;

    // All workers may come at once, when the broker has begun again.
    private readonly RequestRate _greetings;
    private readonly LimitReport _limits;
    private readonly Dictionary<string, WorkPeer> _peers = new(StringComparer.Ordinal);

    // With a free slot, the least recently used first.
    private readonly LinkedList<WorkPeer> _free = [];

    // Those of lost workers come first: their results are waited for longest.
    private readonly LinkedList<WorkTask> _waiting = [];

    public WorkDispatcher(ZmqSocket socket, ServerSecurity? security, WorkBrokerOptions options, ILogger logger)
    {
        (_socket, _security, _options, _logger) = (socket, security, options, logger);
        _greetings = new RequestRate(options.MaxWorkers, options.MaxWorkers);
        _limits = new LimitReport("work", options.Address, logger);
        _limits.Begin();
    }

    public int Workers => _peers.Count;

    public void Add(WorkTask task)
    {
        _ = _waiting.AddLast(task);
        Assign();
    }

    /// <summary>A worker has announced itself. One that is refused is answered why.</summary>
    /// <param name="identity">Its routing id.</param>
    /// <param name="slots">The number of its tasks; null if the announcement is malformed.</param>
    /// <param name="user">Who it is; null without CURVE and PLAIN.</param>
    /// <returns>Null, or why it is refused.</returns>
    public string? Welcome(byte[] identity, int? slots, ZapUser? user)
    {
        if (!_greetings.TryTake(Environment.TickCount64))
        {
            string limit = $"{_options.MaxWorkers} workers that announce themselves in a second";
            _limits.Exceeded(limit);
            return $"there are more than {limit}";
        }
        string? refusal = slots is { } number ? Join(identity, number, user)
            : $"READY takes version 1 and a number of tasks from 1 to {WorkLimits.MostSlots}";
        if (refusal is not null)
        {
            Refuse(identity, refusal);
        }
        return refusal;
    }

    private void Refuse(byte[] identity, string reason) => _ = WorkProtocol.Send(
        _socket,
        WorkProtocol.Part(identity),
        WorkProtocol.Part(WorkProtocol.Refused),
        WorkProtocol.Part(Encoding.UTF8.GetBytes(reason)));

    private string? Join(byte[] identity, int slots, ZapUser? user)
    {
        if (_security?.IsRevoked(user) == true)
        {
            return TakenOff;
        }
        string key = Key(identity);
        if (_peers.ContainsKey(key))
        {
            return "a worker announces itself once in a connection";
        }
        if (_peers.Count >= _options.MaxWorkers)
        {
            return $"there are {_options.MaxWorkers} workers, which is the limit";
        }
        WorkPeer peer = new(identity, slots, user) { LastSeen = Stopwatch.GetTimestamp() };
        _peers.Add(key, peer);
        WorkLog.Joined(_logger, peer, slots);
        Offer(peer);
        Assign();
        return null;
    }

    /// <summary>A known worker has sent something; null for any other.</summary>
    public WorkPeer? Find(ReadOnlySpan<byte> identity)
    {
        if (_peers.GetValueOrDefault(Key(identity)) is { } peer)
        {
            peer.LastSeen = Stopwatch.GetTimestamp();
            return peer;
        }
        return null;
    }

    /// <summary>A worker has the result of a task.</summary>
    /// <returns>False when it does not have that task.</returns>
    public bool Complete(WorkPeer peer, ReadOnlySpan<byte> id, byte[] result, string? error)
    {
        if (id.Length != sizeof(long)
            || !peer.Tasks.Remove(BinaryPrimitives.ReadInt64LittleEndian(id), out WorkTask? task))
        {
            return false;
        }
        WorkLog.CountDone();
        task.Complete(result, error);
        Offer(peer);
        Assign();
        return true;
    }

    /// <summary>Gives the tasks of a worker to others.</summary>
    public void Lose(WorkPeer peer, string reason)
    {
        _ = _peers.Remove(Key(peer.Identity));
        if (peer.Place is { } place)
        {
            _free.Remove(place);
            peer.Place = null;
        }
        WorkLog.Left(_logger, peer, reason, peer.Tasks.Count);
        foreach (WorkTask task in peer.Tasks.Values.Where(task => !task.IsAbandoned).OrderByDescending(task => task.Id))
        {
            WorkLog.CountReassigned();
            if (++task.Attempts < _options.MaxAttempts)
            {
                _ = _waiting.AddFirst(task);
            }
            else
            {
                task.Complete(default, $"{task.Attempts} workers were lost while they had this task.");
            }
        }
        peer.Tasks.Clear();
        Assign();
    }

    /// <summary>
    /// Sends each worker a heartbeat, and loses those that were silent too long or were taken off the list.
    /// </summary>
    public void Beat()
    {
        foreach (WorkPeer peer in _peers.Values.ToArray())
        {
            if (Stopwatch.GetElapsedTime(peer.LastSeen) > _options.WorkerTimeout)
            {
                Lose(peer, $"silent for {_options.WorkerTimeout.TotalSeconds:0.##} s");
            }
            else if (_security?.IsRevoked(peer.User) == true)
            {
                // libzmq cannot end its connection.
                Refuse(peer.Identity, TakenOff);
                Lose(peer, TakenOff);
            }
            else if (!Send(peer, WorkProtocol.Part(WorkProtocol.Heartbeat)))
            {
                Lose(peer, "its connection has ended");
            }
        }
    }

    /// <summary>Forgets tasks that nobody waits for any more.</summary>
    public void Abandon(IEnumerable<WorkTask> tasks)
    {
        foreach (WorkTask task in tasks)
        {
            task.IsAbandoned = true;
        }
        for (LinkedListNode<WorkTask>? next = _waiting.First; next is not null;)
        {
            (LinkedListNode<WorkTask> node, next) = (next, next.Next);
            if (node.Value.IsAbandoned)
            {
                _waiting.Remove(node);
            }
        }
    }

    /// <summary>Says to each worker that there is no further work.</summary>
    public void End()
    {
        foreach (WorkPeer peer in _peers.Values)
        {
            _ = Send(peer, WorkProtocol.Part(WorkProtocol.Bye));
        }
        _peers.Clear();
        _free.Clear();
    }

    /// <summary>Everything that waits fails.</summary>
    public void Fail(Exception exception)
    {
        foreach (WorkTask task in _waiting.Concat(_peers.Values.SelectMany(peer => peer.Tasks.Values)))
        {
            task.Fail(exception);
        }
        _waiting.Clear();
    }

    private void Offer(WorkPeer peer)
    {
        if (peer.Place is null && peer.HasFreeSlot)
        {
            peer.Place = _free.AddLast(peer);
        }
    }

    // Losing a worker assigns again, so the lists are looked at afresh in each round.
    private void Assign()
    {
        while (_waiting.First is { } waiting && _free.First is { } free)
        {
            (WorkTask task, WorkPeer peer) = (waiting.Value, free.Value);
            _waiting.Remove(waiting);
            _free.Remove(free);
            peer.Place = null;
            peer.Tasks.Add(task.Id, task);
            byte[] id = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(id, task.Id);
            if (Send(peer, WorkProtocol.Part(WorkProtocol.Task), WorkProtocol.Part(id), WorkProtocol.Part(task.Body)))
            {
                Offer(peer);
            }
            else
            {
                // It never had this one.
                task.Attempts--;
                Lose(peer, "its connection has ended");
            }
        }
    }

    private bool Send(WorkPeer peer, params ReadOnlySpan<ZmqMessage> parts) =>
        WorkProtocol.Send(_socket, [WorkProtocol.Part(peer.Identity), .. parts]);

    private static string Key(ReadOnlySpan<byte> identity) => Encoding.Latin1.GetString(identity);
}
