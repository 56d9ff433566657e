namespace ZmqNative.Node.Recordings;

/// <summary>
/// The blocks at a path: a folder, a file of records, or a file with one block.
/// </summary>
/// <param name="path">As the user wrote it; names it in errors.</param>
internal sealed class BlockSource(string path)
{
    private const string KeyFile = "xor.dat";

    /// <summary>Scans all blocks.</summary>
    /// <exception cref="InvalidDataException">The path is none of these.</exception>
    public void Scan(BlockScan blocks, IProgress<(long Found, double Share)>? progress)
    {
        try
        {
            if (Directory.Exists(path))
            {
                ScanFolder(blocks, progress);
            }
            else if (File.Exists(path))
            {
                ScanFile(blocks);
            }
            else
            {
                throw new InvalidDataException(
                    $"{path}: expected a folder with blkNNNNN.dat files, such a file, or a file with one block, "
                    + "found nothing.");
            }
        }
        catch (Exception e) when (Unreadable.Is(e) && e is not InvalidDataException)
        {
            throw Unreadable.Error(path, e);
        }
    }

    private void ScanFolder(BlockScan blocks, IProgress<(long Found, double Share)>? progress)
    {
        byte[] key = ReadKey(path);
        // In the order of their numbers, which may have more than five digits.
        string[] files = [.. Directory.GetFiles(path, "blk*.dat")
            .Where(file => Path.GetFileName(file)[3..^4] is { Length: >= 5 } number && number.All(char.IsAsciiDigit))
            .OrderBy(file => file.Length).ThenBy(file => file, StringComparer.Ordinal)];
        long total = files.Sum(file => new FileInfo(file).Length);
        long done = 0;
        foreach (string name in files)
        {
            using var file = new BlockFile(name, key);
            blocks.AddFramed(file);
            done += file.GetLength();
            progress?.Report((blocks.Found.Count, (double)done / total));
        }
        if (blocks.Found.Count == 0)
        {
            string found = files.Length == 0 ? "no such file" : $"{files.Length} without a block";
            throw new InvalidDataException($"{path}: expected blkNNNNN.dat files with blocks, found {found}"
                + $"{(blocks.Skipped.Count > 0 ? KeyHint(key) : string.Empty)}.");
        }
    }

    private void ScanFile(BlockScan blocks)
    {
        using var framed = new BlockFile(path, ReadKey(Path.GetDirectoryName(Path.GetFullPath(path))!));
        // Only the node's own files are XORed.
        using var raw = new BlockFile(path, new byte[BlockFile.KeyLength]);
        if (!BlockScan.IsFramed(framed))
        {
            blocks.AddRaw(raw);
        }
        if (blocks.Found.Count == 0)
        {
            blocks.AddFramed(framed);
        }
        if (blocks.Found.Count == 0)
        {
            throw new InvalidDataException(
                $"{path}: expected a blkNNNNN.dat file (with the {KeyFile} of its folder beside it) "
                + "or a file with one block, found neither.");
        }
    }

    private string KeyHint(byte[] key) => !File.Exists(Path.Combine(path, KeyFile))
        ? $": {KeyFile}, the key that bitcoind since version 28 writes beside its block files, is missing"
        : key.AsSpan().ContainsAnyExcept((byte)0)
            ? $": the key in {KeyFile} may be that of another folder"
            : $": {KeyFile} holds zeros, which bitcoind writes where the key was lost; the blocks need the lost one";

    private static byte[] ReadKey(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, KeyFile));
        if (!file.Exists)
        {
            return new byte[BlockFile.KeyLength];
        }
        return file.Length == BlockFile.KeyLength
            ? File.ReadAllBytes(file.FullName)
            : throw new InvalidDataException(
                $"{KeyFile}: expected a key of {BlockFile.KeyLength} bytes, found {file.Length}.");
    }
}
