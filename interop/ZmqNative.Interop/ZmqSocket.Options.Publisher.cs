namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_XPUB_VERBOSE: whether every subscription is received, including one that another peer
    /// already has (default: false). It cannot be read back.
    /// </summary>
    /// <param name="verbose">Whether it is.</param>
    /// <remarks>Resets <see cref="SetXPublishVerboser"/>.</remarks>
    /// <exception cref="ZmqException">EINVAL: no XPUB socket; ETERM: context shut down.</exception>
    public void SetXPublishVerbose(bool verbose) => SetOnly(LibZmq.ZMQ_XPUB_VERBOSE, verbose ? 1 : 0);

    /// <summary>
    /// ZMQ_XPUB_VERBOSER: whether every subscription and every unsubscription is received
    /// (default: false). It cannot be read back.
    /// </summary>
    /// <param name="verboser">Whether they are.</param>
    /// <remarks>Sets <see cref="SetXPublishVerbose"/> to the same.</remarks>
    /// <exception cref="ZmqException">EINVAL: no XPUB socket; ETERM: context shut down.</exception>
    public void SetXPublishVerboser(bool verboser) => SetOnly(LibZmq.ZMQ_XPUB_VERBOSER, verboser ? 1 : 0);

    /// <summary>
    /// ZMQ_XPUB_NODROP: whether a send waits for subscribers whose queue is full instead of
    /// dropping their message (default: false). It cannot be read back.
    /// </summary>
    /// <param name="noDrop">Whether it does.</param>
    /// <remarks><see cref="SendTimeout"/> limits the wait.</remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: no XPUB or PUB socket; ETERM: context shut down.
    /// </exception>
    public void SetXPublishNoDrop(bool noDrop) => SetOnly(LibZmq.ZMQ_XPUB_NODROP, noDrop ? 1 : 0);

    /// <summary>
    /// ZMQ_XPUB_MANUAL: whether a received subscription has no effect until the program answers it
    /// with <see cref="Subscribe"/> or <see cref="Unsubscribe"/>, which then apply to the peer it
    /// came from (default: false). It cannot be read back.
    /// </summary>
    /// <param name="manual">Whether it has none.</param>
    /// <exception cref="ZmqException">EINVAL: no XPUB socket; ETERM: context shut down.</exception>
    public void SetXPublishManual(bool manual) => SetOnly(LibZmq.ZMQ_XPUB_MANUAL, manual ? 1 : 0);

    /// <summary>
    /// ZMQ_XPUB_WELCOME_MSG: one part that every new subscriber receives, if it subscribed to it
    /// before it connected; an empty one unsets it (default: none). It cannot be read back.
    /// </summary>
    /// <param name="message">Any number of bytes.</param>
    /// <exception cref="ZmqException">
    /// EINVAL: no XPUB or PUB socket; ETERM: context shut down.
    /// </exception>
    public void SetXPublishWelcomeMessage(ReadOnlySpan<byte> message) =>
        SetOption(LibZmq.ZMQ_XPUB_WELCOME_MSG, message, nameof(SetXPublishWelcomeMessage));

    /// <summary>
    /// ZMQ_INVERT_MATCHING: whether a subscriber receives the messages that begin with none of its
    /// prefixes (default: false).
    /// </summary>
    /// <remarks>Set it on the publishers and on their SUB subscribers alike.</remarks>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    public bool InvertMatching
    {
        get => GetOption(LibZmq.ZMQ_INVERT_MATCHING) != 0;
        set => SetOption(LibZmq.ZMQ_INVERT_MATCHING, value ? 1 : 0);
    }
}
