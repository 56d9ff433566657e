using System.Runtime.CompilerServices;
using System.Text;

namespace ZmqNative.Interop;

public sealed unsafe partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_CURVE_SERVER: whether this side is the CURVE server, which has
    /// <see cref="CurveSecretKey"/> (default: false).
    /// </summary>
    /// <remarks>
    /// Bind and connect afterwards. Without an authenticator (ZAP) a server lets in every client
    /// that knows its public key.
    /// </remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: libzmq was built without CURVE; ETERM: context shut down.
    /// </exception>
    public bool CurveServer
    {
        get => GetOption(LibZmq.ZMQ_CURVE_SERVER) != 0;
        set => SetOption(LibZmq.ZMQ_CURVE_SERVER, value ? 1 : 0);
    }

    /// <summary>
    /// ZMQ_CURVE_PUBLICKEY: a client's own public key, 40 characters of Z85
    /// text (default: all zero).
    /// </summary>
    /// <exception cref="ArgumentException">Not 40 characters, or one is a zero byte.</exception>
    /// <exception cref="ZmqException">
    /// EINVAL: no Z85 text, or no CURVE in libzmq; ETERM: context shut down.
    /// </exception>
    public string CurvePublicKey
    {
        get => GetKey(LibZmq.ZMQ_CURVE_PUBLICKEY);
        set => SetKey(LibZmq.ZMQ_CURVE_PUBLICKEY, value);
    }

    /// <summary>
    /// ZMQ_CURVE_SECRETKEY: the secret key of this side, server or client, 40 characters of Z85
    /// text (default: all zero).
    /// </summary>
    /// <exception cref="ArgumentException">Not 40 characters, or one is a zero byte.</exception>
    /// <exception cref="ZmqException">
    /// EINVAL: no Z85 text, or no CURVE in libzmq; ETERM: context shut down.
    /// </exception>
    public string CurveSecretKey
    {
        get => GetKey(LibZmq.ZMQ_CURVE_SECRETKEY);
        set => SetKey(LibZmq.ZMQ_CURVE_SECRETKEY, value);
    }

    /// <summary>
    /// ZMQ_CURVE_SERVERKEY: the public key a client expects of its server, 40 characters of Z85
    /// text (default: all zero). Makes this side a client.
    /// </summary>
    /// <exception cref="ArgumentException">Not 40 characters, or one is a zero byte.</exception>
    /// <exception cref="ZmqException">
    /// EINVAL: no Z85 text, or no CURVE in libzmq; ETERM: context shut down.
    /// </exception>
    public string CurveServerKey
    {
        get => GetKey(LibZmq.ZMQ_CURVE_SERVERKEY);
        set => SetKey(LibZmq.ZMQ_CURVE_SERVERKEY, value);
    }

    /// <summary>
    /// <see cref="CurveSecretKey"/> from memory that its owner clears, so that no string has it.
    /// </summary>
    /// <param name="key">32 bytes, or 40 characters of Z85 text and a zero byte.</param>
    internal void SetCurveSecretKey(ReadOnlySpan<byte> key) =>
        SetOption(LibZmq.ZMQ_CURVE_SECRETKEY, key, $"set {nameof(CurveSecretKey)}");

    private string GetKey(int option, [CallerMemberName] string name = "")
    {
        byte* text = stackalloc byte[ZmqCurveKeyPair.TextLength + 1];
        nuint length = ZmqCurveKeyPair.TextLength + 1;
        using ZmqSocketHold hold = Hold();
        ZmqThrow.IfFailed(LibZmq.zmq_getsockopt(_handle, option, text, &length), "get", name);
        return Encoding.ASCII.GetString(text, ZmqCurveKeyPair.TextLength);
    }

    // No message contains the key itself: it may be the secret one.
    private void SetKey(int option, string key, [CallerMemberName] string name = "")
    {
        CText.Check(key, name);
        if (key.Length != ZmqCurveKeyPair.TextLength)
        {
            throw new ArgumentException(
                $"{name} takes {ZmqCurveKeyPair.TextLength} characters of Z85 text, not {key.Length}.", name);
        }
        SetOption(option, ZmqZ85.Terminated(key), $"set {name}");
    }
}
