using System.Text;
using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>Bytes as printable ASCII text, five characters for four bytes (RFC 32). Any thread.</summary>
/// <remarks>
/// A number of bytes that is not a multiple of four, or of characters that is not one of five, is an <see cref="InvalidOperationException"/>; other text
/// that is not Z85 a <see cref="ZException"/> (EINVAL). Nothing gives nothing.
/// </remarks>
public static class Z85
{
    /// <summary>A new pair of CURVE keys.</summary>
    /// <param name="publicKey">40 characters of Z85 text as bytes; <see cref="Decode(byte[])"/> gives the 32 bytes of the key.</param>
    /// <param name="secretKey">The same of the secret key.</param>
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

    /// <summary>Bytes to Z85 text.</summary>
    /// <param name="decoded">A multiple of four bytes.</param>
    /// <returns>The text as ASCII bytes.</returns>
    public static byte[] Encode(byte[] decoded) => Encoding.ASCII.GetBytes(ToText(decoded));

    /// <summary>A string's bytes to Z85 text.</summary>
    /// <param name="strg">The string; its UTF-8 bytes have to be a multiple of four.</param>
    public static string Encode(string strg) => Encode(strg, ZContext.Encoding);

    /// <summary>A string's bytes to Z85 text.</summary>
    /// <param name="strg">The string; its bytes have to be a multiple of four.</param>
    /// <param name="encoding">Makes bytes of the string.</param>
    public static string Encode(string strg, Encoding encoding) => ToText(encoding.GetBytes(strg));

    /// <summary>A string's bytes to Z85 text.</summary>
    /// <param name="strg">The string; its UTF-8 bytes have to be a multiple of four.</param>
    /// <returns>The text as ASCII bytes.</returns>
    public static byte[] EncodeBytes(string strg) => EncodeBytes(strg, ZContext.Encoding);

    /// <summary>A string's bytes to Z85 text.</summary>
    /// <param name="strg">The string; its bytes have to be a multiple of four.</param>
    /// <param name="encoding">Makes bytes of the string.</param>
    /// <returns>The text as ASCII bytes.</returns>
    public static byte[] EncodeBytes(string strg, Encoding encoding) => Encode(encoding.GetBytes(strg));

    /// <summary>Z85 text back to bytes.</summary>
    /// <param name="encoded">The text as ASCII bytes, a multiple of five.</param>
    public static byte[] Decode(byte[] encoded) => FromText(Encoding.Latin1.GetString(encoded));

    /// <summary>Z85 text back to a string.</summary>
    /// <param name="strg">The text, a multiple of five characters that stand for UTF-8.</param>
    public static string Decode(string strg) => Decode(strg, ZContext.Encoding);

    /// <summary>Z85 text back to a string.</summary>
    /// <param name="strg">The text, a multiple of five characters.</param>
    /// <param name="encoding">Makes a string of the bytes it stands for.</param>
    public static string Decode(string strg, Encoding encoding) => encoding.GetString(FromText(strg));

    /// <summary>Z85 text back to bytes.</summary>
    /// <param name="strg">The text, a multiple of five characters.</param>
    /// <param name="encoding">Makes bytes of the text, which have to be ASCII.</param>
    public static byte[] DecodeBytes(string strg, Encoding encoding) => Decode(encoding.GetBytes(strg));

    /// <inheritdoc cref="Encode(byte[])"/>
    public static byte[] ToZ85Encoded(this byte[] decoded) => Encode(decoded);

    /// <summary>A string's bytes to Z85 text.</summary>
    /// <param name="decoded">The string; its UTF-8 bytes have to be a multiple of four.</param>
    public static string ToZ85Encoded(this string decoded) => Encode(decoded);

    /// <summary>A string's bytes to Z85 text.</summary>
    /// <param name="decoded">The string; its bytes have to be a multiple of four.</param>
    /// <param name="encoding">Makes bytes of the string.</param>
    public static string ToZ85Encoded(this string decoded, Encoding encoding) => Encode(decoded, encoding);

    /// <summary>A string's bytes to Z85 text.</summary>
    /// <param name="decoded">The string; its UTF-8 bytes have to be a multiple of four.</param>
    /// <returns>The text as ASCII bytes.</returns>
    public static byte[] ToZ85EncodedBytes(this string decoded) => EncodeBytes(decoded);

    /// <summary>A string's bytes to Z85 text.</summary>
    /// <param name="decoded">The string; its bytes have to be a multiple of four.</param>
    /// <param name="encoding">Makes bytes of the string.</param>
    /// <returns>The text as ASCII bytes.</returns>
    public static byte[] ToZ85EncodedBytes(this string decoded, Encoding encoding) => EncodeBytes(decoded, encoding);

    /// <inheritdoc cref="Decode(byte[])"/>
    public static byte[] ToZ85Decoded(this byte[] encoded) => Decode(encoded);

    /// <summary>Z85 text back to a string.</summary>
    /// <param name="encoded">The text, a multiple of five characters that stand for UTF-8.</param>
    public static string ToZ85Decoded(this string encoded) => Decode(encoded);

    /// <summary>Z85 text back to a string.</summary>
    /// <param name="encoded">The text, a multiple of five characters.</param>
    /// <param name="encoding">Makes a string of the bytes it stands for.</param>
    public static string ToZ85Decoded(this string encoded, Encoding encoding) => Decode(encoded, encoding);

    /// <summary>Z85 text back to bytes.</summary>
    /// <param name="encoded">The text, a multiple of five characters.</param>
    public static byte[] ToZ85DecodedBytes(this string encoded) => FromText(encoded);

    /// <summary>Z85 text back to bytes.</summary>
    /// <param name="encoded">The text, a multiple of five characters.</param>
    /// <param name="encoding">Makes bytes of the text, which have to be ASCII.</param>
    public static byte[] ToZ85DecodedBytes(this string encoded, Encoding encoding) => DecodeBytes(encoded, encoding);

    internal static string ToText(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return bytes.Length % 4 == 0 ? ZmqZ85.Encode(bytes) : throw new InvalidOperationException($"{bytes.Length} bytes are not a multiple of 4.");
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
            // libzmq refuses nothing at all, which stands for no bytes.
            return text.Length == 0 ? [] : ZmqZ85.Decode(text);
        }
        catch (ZmqException exception)
        {
            throw new ZException(ZError.Of(exception), "not Z85 text", exception);
        }
        catch (ArgumentException exception)
        {
            // A zero byte, which clrzmq4's callers see as libzmq's error too.
            throw new ZException(ZError.EINVAL, "not Z85 text", exception);
        }
    }
}
