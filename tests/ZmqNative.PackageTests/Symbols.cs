using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace ZmqNative.PackageTests;

/// <summary>The portable PDB inside an assembly.</summary>
/// <param name="Documents">The paths of its source files.</param>
/// <param name="Missing">Those that no repository has, because the compiler or a generator made them, and that are not embedded.</param>
/// <param name="SourceLink">Where the others are, as JSON; null when that is not known.</param>
internal sealed record Symbols(string[] Documents, string[] Missing, string? SourceLink)
{
    private static readonly Guid s_sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");
    private static readonly Guid s_embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    internal static Symbols Of(byte[] assembly)
    {
        using PEReader file = new(new MemoryStream(assembly));
        DebugDirectoryEntry entry = file.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using MetadataReaderProvider provider = file.ReadEmbeddedPortablePdbDebugDirectoryData(entry);
        MetadataReader reader = provider.GetMetadataReader();
        string Name(DocumentHandle document) => reader.GetString(reader.GetDocument(document).Name);
        CustomDebugInformation[] Information(EntityHandle of, Guid kind) =>
            [.. reader.GetCustomDebugInformation(of).Select(reader.GetCustomDebugInformation).Where(one => reader.GetGuid(one.Kind) == kind)];

        DocumentHandle[] documents = [.. reader.Documents];
        return new(
            [.. documents.Select(Name)],
            [.. documents.Where(one => Name(one).Contains("/obj/", StringComparison.Ordinal) && Information(one, s_embeddedSource).Length == 0).Select(Name)],
            Information(EntityHandle.ModuleDefinition, s_sourceLink).Select(one => Encoding.UTF8.GetString(reader.GetBlobBytes(one.Value))).SingleOrDefault());
    }
}
