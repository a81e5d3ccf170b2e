using System.Runtime.InteropServices;

namespace Unroll.Text;

/// <summary>
/// The XML documentation in the reference packs of the installed .NET SDK: English that every machine with the SDK has. Read once as
/// sentences with their marks; <see cref="DotNetDocsDataset"/> derives the classification set.
/// </summary>
public static class DotNetDocumentation
{
    static readonly string[] Packs = ["Microsoft.NETCore.App.Ref", "Microsoft.AspNetCore.App.Ref"];

    /// <summary>Every sentence in the newest reference packs, in the order of the files' names and of their text.</summary>
    /// <param name="elements">The elements to read; null: all.</param>
    /// <exception cref="InvalidDataException">There is no SDK with reference packs.</exception>
    public static IReadOnlyList<DocumentationSentence> Read(IReadOnlySet<DocumentationElement>? elements = null) =>
        Read(FindFiles(InstallationFolders()), elements);

    /// <summary>Every sentence in documentation files.</summary>
    /// <param name="paths">The files, read in this order.</param>
    /// <param name="elements">The elements to read; null: all.</param>
    /// <exception cref="InvalidDataException">A file is no documentation file.</exception>
    public static IReadOnlyList<DocumentationSentence> Read(IReadOnlyList<string> paths, IReadOnlySet<DocumentationElement>? elements = null)
    {
        List<MemberSentence> sentences = [];
        HashSet<string> types = new(StringComparer.Ordinal);
        DocumentationReader reader = new(elements);
        foreach (string path in paths) reader.Read(path, types, sentences);
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = types.GetAlternateLookup<ReadOnlySpan<char>>();
        List<DocumentationSentence> result = new(sentences.Count);
        string lastId = "", lastNamespace = "";
        foreach ((string id, DocumentationElement element, string? subject, DocumentationSegment[] segments) in sentences)
        {
            if (!ReferenceEquals(id, lastId)) (lastId, lastNamespace) = (id, MemberIds.Namespace(id, lookup));
            result.Add(new(id, string.Intern(lastNamespace), element, subject, segments));
        }
        return result;
    }

    /// <summary>The documentation files of the newest packs under the first of the folders that has any.</summary>
    internal static IReadOnlyList<string> FindFiles(IReadOnlyList<string> installations)
    {
        foreach (string installation in installations)
        {
            List<string> files = [];
            foreach (string pack in Packs)
            {
                string folder = Path.Combine(installation, "packs", pack);
                if (Newest(folder, "") is not { } version) continue;
                if (Newest(Path.Combine(version, "ref"), "net") is { } references)
                {
                    files.AddRange(Directory.GetFiles(references, "*.xml").Order(StringComparer.Ordinal));
                }
            }
            if (files.Count > 0) return files;
        }
        throw new InvalidDataException(
            "dotnet-docs: no reference packs of a .NET SDK were found "
            + $"(looked for packs/{Packs[0]} in {(installations.Count == 0 ? "no folder" : string.Join(", ", installations))}); install the SDK, or set DOTNET_ROOT to its folder.");
    }

    /// <summary>Where .NET may be installed: DOTNET_ROOT, the folder of the running runtime, that of the dotnet command.</summary>
    static List<string> InstallationFolders()
    {
        List<string> folders = [];
        Add(Environment.GetEnvironmentVariable("DOTNET_ROOT"));
        // shared/Microsoft.NETCore.App/version/ lies three levels below.
        Add(Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")));
        string command = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            FileInfo file = new(Path.Combine(folder, command));
            if (file.Exists) Add(Path.GetDirectoryName(file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName));
        }
        return folders;

        void Add(string? folder)
        {
            if (!string.IsNullOrEmpty(folder) && !folders.Contains(folder)) folders.Add(folder);
        }
    }

    static string? Newest(string folder, string prefix)
    {
        if (!Directory.Exists(folder)) return null;
        return Directory.GetDirectories(folder)
            .Select(path => (path, version: VersionOf(Path.GetFileName(path), prefix)))
            .Where(entry => entry.version is not null)
            .MaxBy(entry => entry.version).path;
    }

    // A preview counts less than the release of the same number: 10.0.0-rc.1 reads as 10.0.0 minus a step.
    static (Version Number, bool Release)? VersionOf(string name, string prefix)
    {
        if (!name.StartsWith(prefix, StringComparison.Ordinal)) return null;
        string[] parts = name[prefix.Length..].Split('-', 2);
        return Version.TryParse(parts[0], out Version? number) ? (number, parts.Length == 1) : null;
    }
}
