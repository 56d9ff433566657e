namespace ZmqNative.Interop;

// zmq.h, "0MQ socket definition": types, options and flags; only those something uses.
internal static unsafe partial class LibZmq
{
    internal const int ZMQ_SUBSCRIBE = 6;
    internal const int ZMQ_UNSUBSCRIBE = 7;
    internal const int ZMQ_LINGER = 17;
    internal const int ZMQ_SNDHWM = 23;
    internal const int ZMQ_RCVHWM = 24;
    internal const int ZMQ_RCVTIMEO = 27;
    internal const int ZMQ_LAST_ENDPOINT = 32;
    internal const int ZMQ_TCP_KEEPALIVE = 34;
    internal const int ZMQ_IPV6 = 42;

    internal const int ZMQ_DONTWAIT = 1;
    internal const int ZMQ_SNDMORE = 2;
}
