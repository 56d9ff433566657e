using System.IO.Compression;
using System.Xml.Linq;

namespace ZmqNative.PackageTests;

/// <summary>A package of the feed, as the archive it is.</summary>
internal sealed class Package(string id)
{
    internal string Id { get; } = id;

    internal string Path { get; } = System.IO.Path.Combine(Packages.Feed, $"{id}.{Packages.VersionOf(id)}.nupkg");

    internal string[] Files
    {
        get
        {
            using ZipArchive archive = ZipFile.OpenRead(Path);
            return [.. archive.Entries.Select(entry => entry.FullName)];
        }
    }

    internal string Specification => Text($"{Id}.nuspec");

    /// <summary>The elements of its specification by that name, at any depth.</summary>
    internal IEnumerable<XElement> Elements(string name) =>
        XDocument.Parse(Specification).Descendants().Where(element => element.Name.LocalName == name);

    internal byte[] Bytes(string file)
    {
        using ZipArchive archive = ZipFile.OpenRead(Path);
        using Stream stream = archive.GetEntry(file)!.Open();
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    internal string Text(string file)
    {
        using StreamReader reader = new(new MemoryStream(Bytes(file)));
        return reader.ReadToEnd();
    }
}
