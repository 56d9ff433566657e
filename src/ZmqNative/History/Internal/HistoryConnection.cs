using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using ZmqNative.Interop;
using ZmqNative.Security;

namespace ZmqNative.History;

/// <summary>A client's connection for one request and its replies.</summary>
internal sealed class HistoryConnection : IDisposable
{
    private readonly string _address;
    private readonly TimeSpan _timeout;
    private readonly ZmqSocket _socket;
    private readonly ZmqMessage _first = new(), _second = new(), _third = new();
    private readonly Dictionary<int, HistoryNotifier> _notifiers = [];
    private readonly List<(string Topic, byte[] Body, uint Sequence)> _parts = [];
    private string? _topic;

    internal HistoryConnection(ZmqContext context, string address, ClientSecurity? curve, TimeSpan timeout)
    {
        (_address, _timeout) = (address, timeout);
        _socket = new ZmqSocket(context, ZmqSocketType.Dealer) { Linger = 0 };
        try
        {
            curve?.Prepare(_socket);
            _socket.Connect(address);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal void Send(ReadOnlySpan<byte> request) => _ = _socket.Send(request);

    internal async ValueTask<HistoryInfo> ReceiveInfoAsync(CancellationToken cancellationToken)
    {
        using JsonDocument header = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
        return HistoryReplyReader.Read(header.RootElement, _address, HistoryReplyReader.ReadInfo);
    }

    internal async ValueTask<HistoryChunk> ReceiveChunkAsync(CancellationToken cancellationToken)
    {
        using JsonDocument header = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
        return HistoryReplyReader.Read(
            header.RootElement, _address, root => HistoryReplyReader.ReadChunk(root, _notifiers, _parts));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _first.Dispose();
        _second.Dispose();
        _third.Dispose();
    }

    private async ValueTask<JsonDocument> ReceiveAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(_timeout);
        try
        {
            await _socket.ReceiveAsync(_first, late.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HistoryException(
                HistoryError.NoAnswer, $"The history at {_address} did not answer within {_timeout.TotalSeconds} s.");
        }
        bool more = _first.HasMore;
        JsonDocument header;
        try
        {
            header = JsonDocument.Parse(_first.Content.ToArray());
        }
        catch (JsonException exception)
        {
            throw Foreign(exception);
        }
        _parts.Clear();
        while (more)
        {
            int count = _socket.TryReceive(_first, _second, _third, out more);
            ReadOnlySpan<byte> counter = count == 3 ? _third.Content : default;
            if (counter.Length != sizeof(uint) || Topic(_first.Content) is not { } topic)
            {
                header.Dispose();
                throw Foreign(null);
            }
            _parts.Add((topic, _second.Content.ToArray(), BinaryPrimitives.ReadUInt32LittleEndian(counter)));
        }
        return header;
    }

    // Most messages have the topic of the one before. Null if it is no topic.
    private string? Topic(ReadOnlySpan<byte> bytes)
    {
        if (!Ascii.Equals(bytes, _topic))
        {
            if (bytes.Length is 0 or > byte.MaxValue || !Ascii.IsValid(bytes))
            {
                return null;
            }
            _topic = Encoding.ASCII.GetString(bytes);
        }
        return _topic;
    }

    private InvalidDataException Foreign(Exception? inner) => HistoryReplyReader.Foreign(_address, inner);
}
