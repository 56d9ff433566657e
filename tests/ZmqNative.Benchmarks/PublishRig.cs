using System.Runtime.InteropServices;
using ZmqNative.Bitcoin;
using ZmqNative.Publishing;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks;

/// <summary>A NotificationInterface without high water marks, and C++ that publishes the same on the same sockets.</summary>
internal sealed unsafe class PublishRig : IDisposable
{
    private readonly NotificationInterface _node;
    private readonly Notification* _native;
    private readonly int _length;

    /// <summary>Binds.</summary>
    /// <param name="options">What to publish where.</param>
    /// <param name="block">The body of every block.</param>
    /// <param name="parts">Topic and length of the body of each notification that an event makes, in Core's order.</param>
    internal PublishRig(ZmqNotificationOptions options, byte[] block, params (string Topic, int Length)[] parts)
    {
        options.PubHashBlockHighWatermark = options.PubHashTransactionHighWatermark = options.PubRawBlockHighWatermark = 0;
        options.PubRawTransactionHighWatermark = options.PubSequenceHighWatermark = 0;
        options.ThrowOnStartFailure = true;
        _node = new(options, new NotifierFactories((_, body) =>
        {
            BlockBody.Write(body, block);
            return true;
        }));
        _node.Initialize();
        List<(string Topic, nint Socket)> sockets = [];
        _node.Notify(sockets, static (notifier, sockets) =>
        {
            sockets.Add((notifier.Type["pub".Length..], ((PublishNotifier)notifier).Socket!.Pointer));
            return true;
        });
        _length = parts.Length;
        _native = (Notification*)NativeMemory.AllocZeroed((nuint)(parts.Length * sizeof(Notification)));
        for (int i = 0; i < parts.Length; i++)
        {
            (string topic, int length) = parts[i];
            int first = sockets.FindIndex(socket => socket.Topic == topic);
            _native[i] = new() { Socket = sockets[first].Socket, Topic = (void*)Marshal.StringToCoTaskMemUTF8(topic), TopicLength = (nuint)topic.Length, BodyLength = (nuint)length };
            _native[i].Body = NativeMemory.AllocZeroed((nuint)length);
            sockets.RemoveAt(first);
        }
    }

    /// <summary>Where subscribers connect to.</summary>
    internal string[] Endpoints => [.. _node.GetActiveNotifications().Select(row => _node.GetBoundEndpoint(row.Address)).Distinct()];

    internal Contestant AsCore => new("C++, Core's calls", count => baseline_publish_as_core(_native, _length, count));

    internal Contestant AtLimit => new("C++, fewest calls", count => baseline_publish_at_limit(_native, _length, count));

    /// <summary>Tells that a transaction was added to the mempool.</summary>
    internal Contestant Transactions(string name, Transaction transaction) => new(name, count =>
    {
        for (int i = 0; i < count; i++)
        {
            _node.TransactionAddedToMempool(transaction, 1);
        }
    });

    /// <summary>Tells of a new tip.</summary>
    internal Contestant Tips(string name, BlockIndex tip) => new(name, count =>
    {
        for (int i = 0; i < count; i++)
        {
            _node.UpdatedBlockTip(tip, fork: null, initialDownload: false);
        }
    });

    public void Dispose()
    {
        _node.Dispose();
        for (int i = 0; i < _length; i++)
        {
            Marshal.FreeCoTaskMem((nint)_native[i].Topic);
            NativeMemory.Free(_native[i].Body);
        }
        NativeMemory.Free(_native);
    }
}
