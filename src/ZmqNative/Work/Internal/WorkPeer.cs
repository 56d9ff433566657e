using ZmqNative.Security;

namespace ZmqNative.Work;

/// <summary>A worker as the broker knows it: one connection of one.</summary>
/// <param name="identity">The routing id that libzmq gave to the connection.</param>
/// <param name="slots">The number of tasks that it takes at a time.</param>
/// <param name="user">Who it is; null without CURVE and PLAIN.</param>
internal sealed class WorkPeer(byte[] identity, int slots, ZapUser? user)
{
    public byte[] Identity => identity;

    public ZapUser? User => user;

    /// <summary>What it has, by id.</summary>
    public Dictionary<long, WorkTask> Tasks { get; } = [];

    /// <summary>When it last sent something, as a timestamp of the stopwatch.</summary>
    public long LastSeen { get; set; }

    /// <summary>Its place among those with a free slot; null while it has none.</summary>
    public LinkedListNode<WorkPeer>? Place { get; set; }

    public bool HasFreeSlot => Tasks.Count < slots;

    public override string ToString() => Convert.ToHexStringLower(identity);
}
