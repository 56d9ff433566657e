namespace ZeroMQ;

/// <summary>
/// The public certificates in a directory and the directories below it, read again after a file has
/// changed.
/// </summary>
internal sealed class ZCertStore(string directory)
{
    private string _state = string.Empty;
    private Dictionary<string, ZCert> _certificates = [];

    /// <summary>The certificate with a public key; null if there is none.</summary>
    internal ZCert Lookup(string publicTxt)
    {
        // The state is taken before the files are read, so that a file that is still being written
        // is read again.
        FileInfo[] files = Directory.Exists(directory)
            ? [.. new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(file => !file.Name.EndsWith("_secret", StringComparison.Ordinal))]
            : [];
        string state = string.Join(
            '\n', files.Select(file => $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}"));
        if (state != _state)
        {
            _certificates = files.Select(Read).OfType<ZCert>()
                .DistinctBy(cert => cert.PublicTxt)
                .ToDictionary(cert => cert.PublicTxt);
            _state = state;
        }
        return _certificates.GetValueOrDefault(publicTxt);
    }

    // The directory may contain files that are not certificates.
    private static ZCert Read(FileInfo file)
    {
        try
        {
            return ZCert.Read(file.FullName);
        }
        catch (Exception exception) when (exception is ZException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
