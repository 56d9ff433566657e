namespace ZmqNative.Cli;

/// <summary>What is wrong with a request, by bitcoind's number and in its words.</summary>
internal sealed class RpcFault(int code, string message) : Exception(message)
{
    internal const int Help = -1;
    internal const int WrongType = -3;
    internal const int InvalidParameter = -8;
    internal const int InvalidRequest = -32600;
    internal const int UnknownMethod = -32601;
    internal const int ParseError = -32700;

    internal int Code => code;

    /// <summary>The HTTP status it has where it is the whole answer.</summary>
    internal int Status => code switch
    {
        InvalidRequest => 400,
        UnknownMethod => 404,
        _ => 500,
    };
}
