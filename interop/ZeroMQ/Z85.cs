using System.Text;
using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// Z85 (RFC 32): bytes as printable ASCII text, five characters for four bytes. All members may be
/// called from any thread.
/// </summary>
/// <remarks>
/// A number of bytes that is not a multiple of four, or a number of characters that is not a
/// multiple of five, throws <see cref="InvalidOperationException"/>; text of the right length that
/// is not Z85 throws <see cref="ZException"/> (EINVAL). Empty input gives empty output.
/// </remarks>
public static class Z85
{
    /// <summary>Generates a pair of CURVE keys (zmq_curve_keypair).</summary>
    /// <param name="publicKey">
    /// The public key, 40 ASCII characters of Z85 text as bytes; <see cref="Decode(byte[])"/>
    /// returns the 32 bytes of the key.
    /// </param>
    /// <param name="secretKey">The secret key, in the same form.</param>
    /// <exception cref="ZException">ENOTSUP: libzmq was built without CURVE.</exception>
    public static void CurveKeypair(out byte[] publicKey, out byte[] secretKey)
    {
        try
        {
            ZmqCurveKeyPair pair = ZmqCurveKeyPair.Create();
            (publicKey, secretKey) = (Encoding.ASCII.GetBytes(pair.PublicKey), Encoding.ASCII.GetBytes(pair.SecretKey));
        }
        catch (ZmqException exception)
        {
            throw new ZException(ZError.Of(exception));
        }
    }

    /// <summary>Encodes bytes as Z85 text.</summary>
    /// <param name="decoded">The bytes; their number is a multiple of four.</param>
    /// <returns>The text as ASCII bytes.</returns>
    public static byte[] Encode(byte[] decoded) => Encoding.ASCII.GetBytes(ToText(decoded));

    /// <summary>Encodes the bytes of a string as Z85 text.</summary>
    /// <param name="strg">The string; the number of its UTF-8 bytes is a multiple of four.</param>
    public static string Encode(string strg) => Encode(strg, ZContext.Encoding);

    /// <summary>Encodes the bytes of a string as Z85 text.</summary>
    /// <param name="strg">
    /// The string; the number of its bytes in the encoding is a multiple of four.
    /// </param>
    /// <param name="encoding">The encoding of the string.</param>
    public static string Encode(string strg, Encoding encoding) => ToText(encoding.GetBytes(strg));

    /// <summary>Encodes the bytes of a string as Z85 text.</summary>
    /// <param name="strg">The string; the number of its UTF-8 bytes is a multiple of four.</param>
    /// <returns>The text as ASCII bytes.</returns>
    public static byte[] EncodeBytes(string strg) => EncodeBytes(strg, ZContext.Encoding);

    /// <summary>Encodes the bytes of a string as Z85 text.</summary>
    /// <param name="strg">
    /// The string; the number of its bytes in the encoding is a multiple of four.
    /// </param>
    /// <param name="encoding">The encoding of the string.</param>
    /// <returns>The text as ASCII bytes.</returns>
    public static byte[] EncodeBytes(string strg, Encoding encoding) => Encode(encoding.GetBytes(strg));

    /// <summary>Decodes Z85 text to bytes.</summary>
    /// <param name="encoded">The text as ASCII bytes; their number is a multiple of five.</param>
    public static byte[] Decode(byte[] encoded) => FromText(Encoding.Latin1.GetString(encoded));

    /// <summary>Decodes Z85 text to a string.</summary>
    /// <param name="strg">
    /// The text, a multiple of five characters, of the UTF-8 bytes of a string.
    /// </param>
    public static string Decode(string strg) => Decode(strg, ZContext.Encoding);

    /// <summary>Decodes Z85 text to a string.</summary>
    /// <param name="strg">The text, a multiple of five characters.</param>
    /// <param name="encoding">The encoding of the decoded string.</param>
    public static string Decode(string strg, Encoding encoding) => encoding.GetString(FromText(strg));

    /// <summary>Decodes Z85 text to bytes.</summary>
    /// <param name="strg">The text, a multiple of five characters.</param>
    /// <param name="encoding">The encoding of the text; its bytes have to be ASCII.</param>
    public static byte[] DecodeBytes(string strg, Encoding encoding) => Decode(encoding.GetBytes(strg));

    /// <inheritdoc cref="Encode(byte[])"/>
    public static byte[] ToZ85Encoded(this byte[] decoded) => Encode(decoded);

    /// <summary>Encodes the bytes of a string as Z85 text.</summary>
    /// <param name="decoded">
    /// The string; the number of its UTF-8 bytes is a multiple of four.
    /// </param>
    public static string ToZ85Encoded(this string decoded) => Encode(decoded);

    /// <summary>Encodes the bytes of a string as Z85 text.</summary>
    /// <param name="decoded">
    /// The string; the number of its bytes in the encoding is a multiple of four.
    /// </param>
    /// <param name="encoding">The encoding of the string.</param>
    public static string ToZ85Encoded(this string decoded, Encoding encoding) => Encode(decoded, encoding);

    /// <summary>Encodes the bytes of a string as Z85 text.</summary>
    /// <param name="decoded">
    /// The string; the number of its UTF-8 bytes is a multiple of four.
    /// </param>
    /// <returns>The text as ASCII bytes.</returns>
    public static byte[] ToZ85EncodedBytes(this string decoded) => EncodeBytes(decoded);

    /// <summary>Encodes the bytes of a string as Z85 text.</summary>
    /// <param name="decoded">
    /// The string; the number of its bytes in the encoding is a multiple of four.
    /// </param>
    /// <param name="encoding">The encoding of the string.</param>
    /// <returns>The text as ASCII bytes.</returns>
    public static byte[] ToZ85EncodedBytes(this string decoded, Encoding encoding) => EncodeBytes(decoded, encoding);

    /// <inheritdoc cref="Decode(byte[])"/>
    public static byte[] ToZ85Decoded(this byte[] encoded) => Decode(encoded);

    /// <summary>Decodes Z85 text to a string.</summary>
    /// <param name="encoded">
    /// The text, a multiple of five characters, of the UTF-8 bytes of a string.
    /// </param>
    public static string ToZ85Decoded(this string encoded) => Decode(encoded);

    /// <summary>Decodes Z85 text to a string.</summary>
    /// <param name="encoded">The text, a multiple of five characters.</param>
    /// <param name="encoding">The encoding of the decoded string.</param>
    public static string ToZ85Decoded(this string encoded, Encoding encoding) => Decode(encoded, encoding);

    /// <summary>Decodes Z85 text to bytes.</summary>
    /// <param name="encoded">The text, a multiple of five characters.</param>
    public static byte[] ToZ85DecodedBytes(this string encoded) => FromText(encoded);

    /// <summary>Decodes Z85 text to bytes.</summary>
    /// <param name="encoded">The text, a multiple of five characters.</param>
    /// <param name="encoding">The encoding of the text; its bytes have to be ASCII.</param>
    public static byte[] ToZ85DecodedBytes(this string encoded, Encoding encoding) => DecodeBytes(encoded, encoding);

    internal static string ToText(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return bytes.Length % 4 == 0
            ? ZmqZ85.Encode(bytes)
            : throw new InvalidOperationException($"{bytes.Length} bytes are not a multiple of 4.");
    }

    internal static byte[] FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length % 5 != 0)
        {
            throw new InvalidOperationException($"{text.Length} characters are not a multiple of 5.");
        }
        try
        {
            // libzmq refuses empty text, which stands for no bytes.
            return text.Length == 0 ? [] : ZmqZ85.Decode(text);
        }
        catch (ZmqException exception)
        {
            throw new ZException(ZError.Of(exception), "The text is not Z85.", exception);
        }
        catch (ArgumentException exception)
        {
            // The text has a zero byte, which callers of clrzmq4 see as libzmq's error, too.
            throw new ZException(ZError.EINVAL, "The text is not Z85.", exception);
        }
    }
}
