using System.Text;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace ZmqNative.JetStream;

/// <summary>The end of the stream: its last sequence, and the newest message of each topic.</summary>
internal sealed record StoredEnd(
    ulong LastSequence, IReadOnlyList<StoredPart> Newest, IReadOnlyDictionary<string, long> Counts)
{
    // Not found: the message left the stream since its subject was listed.
    private const int NoMessage = 10037;

    /// <summary>Asks the leader of the stream, whose answers are not behind.</summary>
    /// <param name="context">The server.</param>
    /// <param name="options">The stream.</param>
    /// <param name="before">
    /// What was read before: of a topic with the same number of messages nothing is read again. Null to
    /// read everything, because messages may have come and gone.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="NatsJSException">The server refuses, or does not answer.</exception>
    internal static async Task<StoredEnd> ReadAsync(
        NatsJSContext context, JetStreamConnectionOptions options, StoredEnd? before,
        CancellationToken cancellationToken)
    {
        INatsJSStream stream = await context.FindStreamAsync(
            options, new StreamInfoRequest { SubjectsFilter = options.AllSubjects }, cancellationToken)
            .ConfigureAwait(false);
        List<StoredPart> newest = [];
        Dictionary<string, long> counts = new(stream.Info.State.Subjects ?? new Dictionary<string, long>());
        foreach ((string subject, long count) in counts)
        {
            string topic = Subjects.Topic(subject);
            if (before?.Counts.GetValueOrDefault(subject) == count
                && before.Newest.FirstOrDefault(one => one.Topic == topic) is { } same)
            {
                newest.Add(same);
            }
            else if (await ReadAsync(
                stream, new StreamMsgGetRequest { LastBySubj = subject }, cancellationToken)
                .ConfigureAwait(false) is { } part)
            {
                newest.Add(part);
            }
        }
        return new(stream.Info.State.LastSeq, newest, counts);
    }

    /// <summary>
    /// The sequence of the last message up to another one that is no part of an unfinished body: who
    /// reads on from there gets that body whole.
    /// </summary>
    internal static async Task<ulong> FindWholeAsync(
        INatsJSStream stream, ulong last, CancellationToken cancellationToken)
    {
        StoredPart? end = last == 0 ? null : await ReadAsync(
            stream, new StreamMsgGetRequest { Seq = last }, cancellationToken).ConfigureAwait(false);
        if (end is null or { IsComplete: true })
        {
            return last;
        }
        StoredPart part = end;
        while (part.Headers.Start > 0)
        {
            StoredPart? before = await ReadAsync(
                stream, new StreamMsgGetRequest { Seq = part.Sequence - 1 }, cancellationToken).ConfigureAwait(false);
            if (before?.Headers.Writer != end.Headers.Writer || before.Headers.Offset != end.Headers.Offset)
            {
                return last; // Its beginning is gone.
            }
            part = before;
        }
        return part.Sequence - 1;
    }

    /// <summary>Reads one message; null when it is gone, or none of a writer of ours.</summary>
    internal static async Task<StoredPart?> ReadAsync(
        INatsJSStream stream, StreamMsgGetRequest request, CancellationToken cancellationToken)
    {
        try
        {
            StreamMsgGetResponse answer = await stream.GetAsync(request, cancellationToken).ConfigureAwait(false);
            StoredMessage message = answer.Message;
            // The header block travels in base64, as the body does.
            string block = message.Hdrs is null
                ? string.Empty : Encoding.ASCII.GetString(Convert.FromBase64String(message.Hdrs));
            return MessageHeaders.Read(block) is { } headers
                ? new(Subjects.Topic(message.Subject), message.Seq, message.Time, headers, message.Data) : null;
        }
        catch (NatsJSApiException exception) when (exception.Error.ErrCode == NoMessage)
        {
            return null;
        }
    }
}
