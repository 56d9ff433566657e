// The software bill of materials of a package, in the form of CycloneDX, by its tool.
using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml.Linq;

const string SbomTool = "CycloneDX@6.3.1";
const string LibzmqLicence = "LGPL-3.0-or-later with libzmq's linking exception";

// Writes the software bill of materials of a package beside it, ID.VERSION.cdx.json: the packages it depends on, as
// they were restored, and the native parts inside. It has no time and no serial number, so that it comes out the same again.
void WriteBillOfMaterials(FilePath package)
{
    using var archive = ZipFile.OpenRead(package.FullPath);
    var metadata = XDocument.Load(archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec")).Open()).Root.Elements().First();
    string Of(string element) => metadata.Elements().Single(one => one.Name.LocalName == element).Value;
    var (id, version, file) = (Of("id"), Of("version"), package.ChangeExtension(".cdx.json"));
    var project = GetFiles("native/*.csproj").Concat(GetFiles("{interop,src}/*/*.csproj")).Single(one => IdOf(one) == id);

    Console.WriteLine($"{id} {version}: bill of materials");
    var arguments = new ProcessArgumentBuilder().Append($"tool exec {SbomTool} --yes --").AppendQuoted(project.FullPath)
        .Append($"--recursive --include-project-references --disable-package-restore --exclude-dev --no-serial-number --output-format UnsafeJson --set-nuget-purl")
        .Append($"--set-type Library --set-name {id} --set-version {version}").Append("--filename").AppendQuoted(file.GetFilename().FullPath)
        .Append("--output").AppendQuoted(file.GetDirectory().FullPath);
    var settings = new ProcessSettings { Arguments = arguments, RedirectStandardOutput = true, RedirectStandardError = true, Silent = true };
    if (StartProcess("dotnet", settings, out var output, out var errors) != 0)
        throw new CakeException($"{SbomTool} failed for {id}: {string.Join('\n', output.Concat(errors))}");

    var bill = JsonNode.Parse(System.IO.File.ReadAllText(file.FullPath)).AsObject();
    bill["metadata"].AsObject().Remove("timestamp");
    JsonArray List(string name) => (JsonArray)(bill[name] ??= new JsonArray());
    AddLicences(List("components"));
    var natives = archive.Entries.Select(entry => entry.FullName).Where(name => name.Contains("/native/")).ToList();
    if (natives.Count > 0)
    {
        var itself = $"{bill["metadata"]["component"]["bom-ref"]}";
        var insidePackage = List("dependencies").Single(one => $"{one["ref"]}" == itself)["dependsOn"].AsArray();
        AddNativeParts(List("components"), List("dependencies"), insidePackage, natives);
    }
    System.IO.File.WriteAllText(file.FullPath, bill.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
}

string IdOf(FilePath project) => XDocument.Load(project.FullPath).Descendants("PackageId").FirstOrDefault()?.Value ?? $"{project.GetFilenameWithoutExtension()}";

// Our own packages have no licence in there, as the tool does not read the projects for one.
void AddLicences(JsonArray components)
{
    foreach (var component in components.Where(one => one["licenses"] is null && $"{one["name"]}".StartsWith("ZmqNative")))
        component["licenses"] = Licence("name", $"{component["name"]}" == "ZmqNative.Runtime" ? LibzmqLicence : "MIT");
}

JsonArray Licence(string kind, string value) =>
    new(kind is "expression" ? new JsonObject { [kind] = value } : new JsonObject { ["license"] = new JsonObject { [kind] = value } });

void AddNativeParts(JsonArray components, JsonArray dependencies, JsonArray insidePackage, List<string> natives)
{
    void Add(string name, string version, JsonArray licences, string description)
    {
        var url = $"pkg:generic/{name}" + (version is null ? "" : $"@{version}");
        var part = new JsonObject { ["type"] = "library", ["bom-ref"] = url, ["name"] = name, ["description"] = description, ["licenses"] = licences, ["purl"] = url };
        if (version is not null)
        {
            part["version"] = version;
            part["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-256", ["content"] = libzmqVersions[$"{name}_sha256"] });
        }
        components.Add(part);
        insidePackage.Add(url);
        dependencies.Add(new JsonObject { ["ref"] = url, ["dependsOn"] = new JsonArray() });
    }

    Add("libzmq", libzmqVersions["libzmq"], Licence("name", LibzmqLicence), "Built from the archive with this hash and the patches in licenses/libzmq-CHANGES.txt.");
    Add("libsodium", libzmqVersions["libsodium"], Licence("id", "ISC"), "Built from the archive with this hash, and linked into libzmq.");
    if (natives.Any(name => name.EndsWith(".dll")))
        Add("mingw-w64", null, Licence("name", "licenses/mingw-w64.txt in the package"), "The compiler's runtime in libzmq.dll.");
    var previews = System.IO.File.ReadAllLines("native/previews").Where(rid => natives.Any(name => name.Contains($"/{rid}/"))).ToList();
    if (previews.Count == 0)
        return;
    Add("zig", libzmqVersions["zig"], Licence("id", "MIT"), $"The compiler's runtime in the previews ({string.Join(", ", previews)}); the hash is that of the npm package {libzmqVersions["zig_package"]}.");
    Add("libc++", null, Licence("expression", "Apache-2.0 WITH LLVM-exception"), "LLVM's C++ library in the previews, as it comes with zig.");
}
