using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Security;

namespace ZmqNative.Fuzz;

/// <summary>
/// The text of a certificate, of a list of allowed keys, of a file with passwords and of an allowed
/// address: the same input as each.
/// </summary>
internal static class CertificateTarget
{
    private const int LongestAddress = 256;

    private static AllowedKeys? s_keys;

    internal static void Take(byte[] input)
    {
        TakeCertificate(input);
        string file = ScratchFile.Write("list", input);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        s_keys ??= new AllowedKeys(file, NullLogger.Instance);
        s_keys.Refresh();
        Property.Holds(!s_keys.Contains(string.Empty), "no key is allowed");
        AllowedPasswords passwords = new(new Dictionary<string, string>(), file, NullLogger.Instance);
        passwords.Refresh();
        Property.Holds(passwords.IsRead == passwords.Failure is null, "a failure has no reason");
        Property.Holds(!passwords.Contains("nobody at all", "wrong"u8), "nobody is let in");
        try
        {
            PlainLogin.Load(file).Dispose();
        }
        catch (InvalidDataException)
        {
        }
        TakeAddress(Encoding.UTF8.GetString(input.AsSpan(0, Math.Min(input.Length, LongestAddress))));
    }

    private static void TakeCertificate(byte[] input)
    {
        CurveCertificate certificate;
        try
        {
            certificate = CertificateReader.Parse(input, "file");
        }
        catch (InvalidDataException exception)
        {
            // No line may be the secret one's.
            Property.Holds(exception.Message.All(letter => letter is >= ' ' and <= '~'), "an error quotes the file");
            return;
        }
        using (certificate)
        {
            foreach ((string name, string value) in certificate.Metadata)
            {
                try
                {
                    CertificateText.CheckMetadata(name, value);
                }
                catch (ArgumentException)
                {
                    return;
                }
            }
            byte[] written = CertificateText.Format(certificate.PublicKey, secretKey: null, certificate.Metadata);
            using CurveCertificate again = CertificateReader.Parse(written, "file");
            Property.Holds(again.PublicKey == certificate.PublicKey, "another key was written");
            Property.Holds(
                again.Metadata.OrderBy(one => one.Key, StringComparer.Ordinal)
                    .SequenceEqual(certificate.Metadata.OrderBy(one => one.Key, StringComparer.Ordinal)),
                "other metadata were written");
        }
    }

    private static void TakeAddress(string text)
    {
        _ = AllowedAddresses.IsLocalEndpoint(text);
        _ = AllowedAddresses.IsLocal(text);
        try
        {
            AllowedAddresses allowed = new([text]);
            Property.Holds(!allowed.IsEmpty, "an address became all addresses");
            _ = allowed.Contains(text);
        }
        catch (ArgumentException)
        {
        }
    }
}
