namespace ZmqNative.History;

/// <summary>The reason why a history server refused a request.</summary>
public enum HistoryError
{
    /// <summary>Another reason than those below.</summary>
    Other,

    /// <summary>The server did not answer in time. It may be down, or is no history server.</summary>
    NoAnswer,

    /// <summary><c>malformed</c>: the request could not be read.</summary>
    Malformed,

    /// <summary><c>too_large</c>: the request has too many bytes.</summary>
    TooLarge,

    /// <summary><c>version</c>: the server does not speak this version of the protocol.</summary>
    Version,

    /// <summary><c>unknown_request</c>: the server has no such request.</summary>
    UnknownRequest,

    /// <summary><c>unknown_stream</c>: no stream of the server has this identity.</summary>
    UnknownStream,

    /// <summary><c>unknown_notifier</c>: no notifier, or more than one, matches.</summary>
    UnknownNotifier,

    /// <summary><c>range</c>: nothing of the range is held.</summary>
    Range,

    /// <summary><c>busy</c>: the client sent too many requests.</summary>
    Busy,

    /// <summary>
    /// <c>not_allowed</c>: the client's key or name was taken off the list while it was connected.
    /// </summary>
    NotAllowed,
}
