using System.Text.Json;
using ZmqNative.History;
using ZmqNative.Queries;

namespace ZmqNative.Fuzz;

/// <summary>
/// Requests of a client of the history and of queries, with form feeds between them, and the replies,
/// which the client's own reader reads.
/// </summary>
internal static class HistoryTarget
{
    private const int MostRequests = 4;
    private const int MostReplies = 8;
    private const int Messages = 40;

    private static readonly StreamPosition s_begin = new(new Guid("01234567-89ab-cdef-0123-456789abcdef"), 100);
    private static readonly HistoryMemory s_memory = Fill();
    private static readonly HistoryReader s_reader = new(s_memory, writer: null);
    private static readonly HistorySelection s_selection = new(s_memory);
    private static readonly HistoryReplyWriter s_writer = new();
    private static readonly HistoryRequests s_requests = new(s_memory, s_reader, writer: null, () => Info);

    // It reads each query, and has too much to do to ask a node.
    private static readonly QueryAnswerer s_queries = new(null!, mostPending: 0);

    private static HistoryInfo Info => new(
        new StreamPosition(s_begin.Stream, s_memory.Head), s_memory.Oldest, null, 0,
        [.. s_reader.Runs().Select(run => new HistoryCounters(run.Notifier, 0, 1, run.IsCurrent))]);

    internal static void Take(byte[] input)
    {
        foreach (byte[] bytes in Input.Sections(input, MostRequests))
        {
            string? id = null;
            try
            {
                using HistoryRequest request = HistoryRequest.Read(bytes, out id);
                Answer(request);
            }
            catch (HistoryException refusal)
            {
                using JsonDocument header = JsonDocument.Parse(s_writer.Refusal(id, refusal, Info).ToArray());
                CheckId(header, id);
                Property.Holds(header.RootElement.GetProperty("text").GetString() == refusal.Message, "another reason");
            }
        }
    }

    private static void Answer(HistoryRequest request)
    {
        Property.Holds(request.Credit is >= 1 and <= HistoryRequest.MaxCredit, "the credit is beyond its bounds");
        switch (request.Get)
        {
            case HistoryProtocol.From:
                Serve(request, s_requests.From(request));
                break;
            case HistoryProtocol.Range:
                Serve(request, s_requests.Range(request));
                break;
            case HistoryProtocol.Newest:
                s_reader.ReadNewest(s_selection);
                _ = Reply(request);
                break;
            case HistoryProtocol.Info:
                using (JsonDocument header = JsonDocument.Parse(s_writer.Info(request.Id, Info).ToArray()))
                {
                    CheckId(header, request.Id);
                    Property.Holds(HistoryReplyReader.ReadInfo(header.RootElement).Head == Info.Head, "another head");
                }
                break;
            default:
                Task<(byte[] Header, ReadOnlyMemory<byte>? Body)> answer =
                    s_queries.AnswerAsync(request.Members, request.Id);
                Property.Holds(answer.IsCompletedSuccessfully, "a query was not answered");
                using (JsonDocument header = JsonDocument.Parse(answer.Result.Header))
                {
                    CheckId(header, request.Id);
                    Property.Holds(
                        header.RootElement.GetProperty("error").GetString()
                            is QueryProtocol.Busy or QueryProtocol.Malformed,
                        "a query has another answer");
                }
                break;
        }
    }

    private static void Serve(HistoryRequest request, HistoryCursor cursor)
    {
        for (int i = 0; i < MostReplies; i++)
        {
            s_reader.Read(cursor, s_selection);
            if (Reply(request))
            {
                return;
            }
        }
    }

    private static bool Reply(HistoryRequest request)
    {
        using JsonDocument header = JsonDocument.Parse(
            s_writer.Messages(request.Get, request.Id, s_selection).ToArray());
        CheckId(header, request.Id);
        HistoryChunk chunk = HistoryReplyReader.ReadChunk(
            header.RootElement, [],
            [.. s_selection.Items.Select(item => ("hashtx", item.Body.ToArray(), item.MessageSequence))]);
        bool isDone = s_selection.IsDone;
        Property.Holds(chunk.Messages.Count == s_selection.Items.Count, "there are more or fewer messages");
        for (int i = 0; i < chunk.Messages.Count; i++)
        {
            Property.Holds(
                chunk.Messages[i].Position.Offset == s_selection.Items[i].Offset
                    && chunk.Messages[i].Notifier.Number == s_selection.Items[i].Notifier.Number,
                "a message is another");
        }
        s_selection.Clear();
        return isDone;
    }

    private static void CheckId(JsonDocument header, string? id)
    {
        bool has = header.RootElement.TryGetProperty("id", out JsonElement given);
        Property.Holds(has == id is not null && (!has || given.GetRawText() == id), "the id is another");
    }

    private static HistoryMemory Fill()
    {
        HistoryMemory memory = new(new HistoryOptions(), s_begin, firstRun: 0);
        string[] topics = ["hashtx", "hashblock", "hashtx"];
        int[] places = [.. topics.Select((topic, i) => memory.Add(
            new HistorySource($"pub{topic}", [topic], $"tcp://127.0.0.1:{i}", $"tcp://127.0.0.1:{i}")))];
        for (uint i = 0; i < Messages; i++)
        {
            int place = places[i % places.Length];
            memory.Append(place, topics[place], i / (uint)places.Length, BitConverter.GetBytes(i));
        }
        return memory;
    }
}
