// dotnet run .ci/packages.cs -- FOLDER: looks into the packages of a folder; exit code 1 when one is not as it must be.
using System.IO.Compression;
using System.Xml.Linq;

string folder = args is [string only] ? only : throw new ArgumentException("give the folder with the packages.");
Dictionary<string, string[]> dependencies = new()
{
    ["Unroll"] = ["CsvHelper", "Google.Protobuf", "Microsoft.ML.Tokenizers"],
    ["Unroll.Extensions.AI"] = ["Microsoft.Extensions.AI.Abstractions", "Unroll"],
    ["Unroll.Images"] = ["SkiaSharp", "SkiaSharp.NativeAssets.Linux.NoDependencies", "Unroll"],
    ["Unroll.ML"] = ["Microsoft.ML", "Unroll"],
    ["Unroll.Tool"] = [],
};
List<string> faults = [];
foreach ((string id, string[] expected) in dependencies)
{
    bool isTool = id == "Unroll.Tool";
    using ZipArchive package = Open(id, ".nupkg"), symbols = Open(id, ".snupkg");
    string[] files = [.. package.Entries.Select(entry => entry.FullName)];
    foreach (string needed in new[] { "LICENSE", "PACKAGE.md", isTool ? "tools/net10.0/any/Unroll.Cli.dll" : $"lib/net10.0/{id}.xml" })
    {
        Require(files.Contains(needed), $"{id}: {needed} is missing");
    }

    string[] strange = [.. files.Where(file => !Belongs(file, id, isTool))];
    Require(strange.Length == 0, $"{id}: should not hold {string.Join(", ", strange)}");
    Require(symbols.Entries.Any(entry => entry.Name.EndsWith(".pdb", StringComparison.Ordinal)), $"{id}: the symbols are missing");

    XElement nuspec = XDocument.Load(package.GetEntry($"{id}.nuspec")!.Open()).Root!.Elements().Single();
    string? Value(string name) => nuspec.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
    Require(Value("license") == "MIT", $"{id}: the licence is {Value("license") ?? "missing"}");
    Require(Value("readme") == "PACKAGE.md", $"{id}: the nuspec names no readme");
    Require(Value("description") is { Length: > 40 }, $"{id}: the description is missing");
    XElement? repository = nuspec.Elements().SingleOrDefault(element => element.Name.LocalName == "repository");
    Require(repository?.Attribute("commit")?.Value.Length == 40, $"{id}: the commit is missing");
    string[] found = [.. nuspec.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value).Order(StringComparer.Ordinal)];
    Require(found.SequenceEqual(expected), $"{id}: depends on {string.Join(", ", found)}; expected {string.Join(", ", expected)}");
}

foreach (string other in Directory.GetFiles(folder, "*.nupkg").Select(path => Path.GetFileName(path)).Where(name => !dependencies.Keys.Any(id => IsOf(id, name))))
{
    faults.Add($"{other}: nobody expects this package");
}

faults.ForEach(Console.Error.WriteLine);
Console.WriteLine($"{dependencies.Count} packages looked into, {faults.Count} faults");
return faults.Count == 0 ? 0 : 1;

void Require(bool holds, string otherwise)
{
    if (!holds)
    {
        faults.Add(otherwise);
    }
}

ZipArchive Open(string id, string extension) => ZipFile.OpenRead(Directory.GetFiles(folder, $"{id}.*{extension}").Single(path => IsOf(id, Path.GetFileName(path))));

// "Unroll.0.1.0.nupkg" is of Unroll, "Unroll.Tool.0.1.0.nupkg" is not.
static bool IsOf(string id, string name) => name.StartsWith($"{id}.", StringComparison.Ordinal) && char.IsDigit(name[id.Length + 1]);

static bool Belongs(string file, string id, bool isTool) =>
    file is "LICENSE" or "PACKAGE.md" or "[Content_Types].xml" or "_rels/.rels"
    || file == $"{id}.nuspec" || file.StartsWith("package/services/", StringComparison.Ordinal)
    || (isTool ? file.StartsWith("tools/net10.0/any/", StringComparison.Ordinal) && Path.GetExtension(file) is ".dll" or ".pdb" or ".json" or ".so" or ".dylib" || Path.GetFileName(file) == "DotnetToolSettings.xml"
        : file == $"lib/net10.0/{id}.dll" || file == $"lib/net10.0/{id}.xml");
