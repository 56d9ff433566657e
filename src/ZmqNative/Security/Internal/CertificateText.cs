using System.Buffers.Binary;
using System.Text;

namespace ZmqNative.Security;

/// <summary>
/// The text of a certificate file: ZPL (RFC 4), in the part that CZMQ and pyzmq have in common.
/// </summary>
/// <remarks>
/// pyzmq writes metadata without quotes, which CZMQ reads up to a <c>#</c>; CZMQ writes quotes and
/// cannot read a value with a quote inside.
/// </remarks>
internal static class CertificateText
{
    internal const int KeyLength = 40;
    internal const int BinaryKeyLength = 32;

    // Z85 (RFC 32): five characters are the digits, to the base 85, of four bytes.
    private const int Digits = 5;

    // CZMQ reads 1,024 bytes of a line.
    private const int LongestLine = 1000;

    private const string NameMarks = "$-_@.&+";
    private const string PublicName = "public-key";
    private const string SecretName = "secret-key";

    /// <summary>UTF-8 that refuses what is none.</summary>
    internal static readonly UTF8Encoding Utf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Memory for a key and a zero byte, which the collector does not move.</summary>
    internal static byte[] NewSecretKey() => GC.AllocateArray<byte>(KeyLength + 1, pinned: true);

    private static ReadOnlySpan<byte> Alphabet =>
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"u8;

    /// <summary>Decodes a valid key without a copy of it.</summary>
    /// <param name="key">40 characters of Z85 text, and what follows them.</param>
    /// <param name="binary">Receives 32 bytes.</param>
    internal static void DecodeKey(ReadOnlySpan<byte> key, Span<byte> binary)
    {
        for (int i = 0; i < KeyLength / Digits; i++)
        {
            uint value = 0;
            foreach (byte digit in key.Slice(i * Digits, Digits))
            {
                value = (value * (uint)Alphabet.Length) + (uint)Alphabet.IndexOf(digit);
            }
            BinaryPrimitives.WriteUInt32BigEndian(binary[(i * sizeof(uint))..], value);
        }
    }

    /// <summary>Refuses what CZMQ or pyzmq could not read back.</summary>
    /// <exception cref="ArgumentException">The message names the reason.</exception>
    internal static void CheckMetadata(string name, string value)
    {
        string? fault =
            name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || NameMarks.Contains(letter))
                ? $"a name consists of letters, digits and {NameMarks}"
            : name.StartsWith(PublicName, StringComparison.Ordinal)
                || name.StartsWith(SecretName, StringComparison.Ordinal)
                ? "pyzmq would take it for a key"
            : value.Contains('"', StringComparison.Ordinal) ? "CZMQ cannot read a value with a double quote"
            : value.Any(char.IsControl) ? "the value has a control character"
            : Encoding.UTF8.GetByteCount(name + value) > LongestLine ? $"it is longer than {LongestLine} bytes"
            : null;
        if (fault is not null)
        {
            throw new ArgumentException($"The metadata '{name}' cannot be written: {fault}.");
        }
    }

    /// <summary>The text of a file. The caller clears it, because it may have the secret key.</summary>
    internal static byte[] Format(string publicKey, byte[]? secretKey, IReadOnlyDictionary<string, string> metadata)
    {
        string[] lines =
        [
            $"# ZeroMQ CURVE {(secretKey is null ? "public" : "secret")} certificate, made by ZmqNative",
            secretKey is null ? "# Pass it on in a way that nobody can replace it." : "# Never pass it on.",
            "metadata",
            .. metadata.Select(entry => $"    {entry.Key} = \"{entry.Value}\""),
            "curve",
            $"    {PublicName} = \"{publicKey}\"",
            secretKey is null ? string.Empty : $"    {SecretName} = \"",
        ];
        byte[] begin = Utf8.GetBytes(string.Join('\n', lines));
        ReadOnlySpan<byte> key = secretKey.AsSpan(0, secretKey is null ? 0 : KeyLength);
        ReadOnlySpan<byte> end = secretKey is null ? [] : "\"\n"u8;
        byte[] all = GC.AllocateUninitializedArray<byte>(begin.Length + key.Length + end.Length, pinned: true);
        begin.CopyTo(all);
        key.CopyTo(all.AsSpan(begin.Length));
        end.CopyTo(all.AsSpan(begin.Length + key.Length));
        return all;
    }
}
