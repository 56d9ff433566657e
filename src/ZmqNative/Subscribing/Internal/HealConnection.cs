namespace ZmqNative.Subscribing;

/// <summary>
/// The connection for which the history was asked last, and whether its messages can be looked up there.
/// </summary>
/// <param name="pauseAfterFailure">
/// How long it is not asked after a failure, and twice as long after each further one: each costs a
/// time-out, during which nothing is received.
/// </param>
internal sealed class HealConnection(TimeSpan pauseAfterFailure)
{
    // Of the times by which the pause is longer than after the first failure.
    private const int MostDoublings = 3;

    private int _failures;

    private Connection? _known;

    // Its stream; null if there was no answer.
    private Guid? _stream;

    // The topics that the history has.
    private HashSet<string> _kept = [];

    // The connection that has ended, and of which nothing can be looked up any more.
    private Connection? _ended;
    private long _askAgainAt;

    private bool MayAsk => Environment.TickCount64 >= _askAgainAt;

    /// <summary>Whether the history was not asked for a connection yet.</summary>
    internal bool IsNew(Connection? connection) =>
        connection is { State: ConnectionState.Up } && connection != _known;

    /// <summary>Whether the connection has not ended.</summary>
    internal bool IsUp(Connection connection) =>
        connection.State == ConnectionState.Up && connection != _ended;

    /// <summary>Whether the history has to be asked for it before its messages are looked up.</summary>
    internal bool HasToBeAsked(Connection connection) =>
        connection != _known || (_stream is null && MayAsk);

    /// <summary>The stream of a connection; null if it is not known.</summary>
    internal Guid? StreamOf(Connection connection) => connection == _known ? _stream : null;

    /// <summary>Whether a message can be looked up.</summary>
    /// <param name="connection">The connection it came over.</param>
    /// <param name="topic">Its topic.</param>
    /// <param name="isFirst">Whether it is the first one of all, which no later connection shows.</param>
    internal bool MayPlace(Connection connection, string topic, bool isFirst) => IsUp(connection)
        ? StreamOf(connection) is not null && _kept.Contains(topic) && MayAsk
        : isFirst && connection != _ended;

    /// <summary>
    /// Whether a message that follows the one before it may show the run of its topic, which is not known
    /// since the history has not answered.
    /// </summary>
    internal bool MayLearn(Connection connection, string topic) => IsUp(connection)
        && (HasToBeAsked(connection) || MayPlace(connection, topic, isFirst: false));

    /// <summary>Whether it is known that the history has nothing of a topic.</summary>
    internal bool IsNotKept(Connection connection, string topic) =>
        connection == _known && (_stream is null || !_kept.Contains(topic));

    /// <summary>The history has answered.</summary>
    internal void Know(Connection connection, CatchUp asked)
    {
        (_known, _stream, _askAgainAt, _failures) = (connection, asked.Info!.Head.Stream, 0, 0);
        _kept = [.. asked.Chosen.Select(notifier => notifier.Topics[0])];
    }

    /// <summary>The history has not answered.</summary>
    /// <param name="connection">The connection that it was asked for.</param>
    /// <param name="isStreamUnknown">Whether it was asked for the stream.</param>
    internal void Fail(Connection connection, bool isStreamUnknown)
    {
        _askAgainAt = Environment.TickCount64
            + ((long)pauseAfterFailure.TotalMilliseconds << Math.Min(_failures++, MostDoublings));
        if (isStreamUnknown)
        {
            (_known, _stream) = (connection, null);
        }
    }

    /// <summary>A connection has ended, also if this was not reported yet.</summary>
    internal void End(Connection connection) => _ended = connection;
}
