using System.Text;

namespace ZmqNative.Interop;

/// <summary>A pair of CURVE keys, each as 40 characters of Z85 text (32 bytes).</summary>
/// <remarks>
/// The secret key is a managed string until its last reference is gone;
/// <see cref="ToString"/> does not show it.
/// </remarks>
public sealed unsafe class ZmqCurveKeyPair
{
    internal const int TextLength = 40;

    private ZmqCurveKeyPair(string publicKey, string secretKey) => (PublicKey, SecretKey) = (publicKey, secretKey);

    /// <summary>
    /// The key to hand out: for <see cref="ZmqSocket.CurveServerKey"/> of clients, or for the
    /// server's list of clients.
    /// </summary>
    public string PublicKey { get; }

    /// <summary>The key that only its owner may have.</summary>
    public string SecretKey { get; }

    /// <summary>Creates a random pair (zmq_curve_keypair). May be called from any thread.</summary>
    /// <exception cref="ZmqException">
    /// ENOTSUP: the loaded libzmq was built without CURVE; see <see cref="ZmqLibrary.Has"/>.
    /// </exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static ZmqCurveKeyPair Create()
    {
        ZmqLibrary.EnsureLoaded();
        byte* publicKey = stackalloc byte[TextLength + 1], secretKey = stackalloc byte[TextLength + 1];
        ZmqThrow.IfFailed(LibZmq.zmq_curve_keypair(publicKey, secretKey), "zmq_curve_keypair");
        return new ZmqCurveKeyPair(
            Encoding.ASCII.GetString(publicKey, TextLength), Encoding.ASCII.GetString(secretKey, TextLength));
    }

    /// <summary>
    /// The pair that a secret key belongs to (zmq_curve_public). May be called from any thread.
    /// </summary>
    /// <param name="secretKey">40 characters of Z85 text.</param>
    /// <exception cref="ArgumentException">Not 40 characters, or one is a zero byte.</exception>
    /// <exception cref="ZmqException">
    /// EINVAL: no Z85 text; ENOTSUP: the loaded libzmq was built without CURVE.
    /// </exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static ZmqCurveKeyPair FromSecretKey(string secretKey)
    {
        CText.Check(secretKey, nameof(secretKey));
        byte[] text = ZmqZ85.Terminated(secretKey);
        // Bytes are counted: libzmq would decode a longer text to behind its own 32.
        if (text.Length != TextLength + 1)
        {
            throw new ArgumentException(
                $"A key is {TextLength} characters of Z85 text, not {text.Length - 1} bytes.", nameof(secretKey));
        }
        return new ZmqCurveKeyPair(PublicKeyOf(text), secretKey);
    }

    /// <summary>
    /// Creates a pair whose secret key is in memory that its owner clears, so that no string has
    /// it.
    /// </summary>
    /// <param name="secretKey">Receives 40 characters of Z85 text and a zero byte.</param>
    /// <returns>The public key.</returns>
    internal static string Create(Span<byte> secretKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(secretKey.Length, TextLength + 1);
        ZmqLibrary.EnsureLoaded();
        byte* publicKey = stackalloc byte[TextLength + 1];
        fixed (byte* secret = secretKey)
        {
            ZmqThrow.IfFailed(LibZmq.zmq_curve_keypair(publicKey, secret), "zmq_curve_keypair");
        }
        return Encoding.ASCII.GetString(publicKey, TextLength);
    }

    /// <summary>The public key of a secret key.</summary>
    /// <param name="secretKey">40 characters of Z85 text and a zero byte.</param>
    internal static string PublicKeyOf(ReadOnlySpan<byte> secretKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(secretKey.Length, TextLength + 1);
        ZmqLibrary.EnsureLoaded();
        byte* publicKey = stackalloc byte[TextLength + 1];
        fixed (byte* secret = secretKey)
        {
            ZmqThrow.IfFailed(LibZmq.zmq_curve_public(publicKey, secret), "zmq_curve_public");
        }
        return Encoding.ASCII.GetString(publicKey, TextLength);
    }

    /// <summary>The public key.</summary>
    public override string ToString() => PublicKey;
}
