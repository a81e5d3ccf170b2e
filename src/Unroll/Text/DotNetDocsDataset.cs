using System.Text;

namespace Unroll.Text;

/// <summary>
/// The data set "dotnet-docs": which area of .NET does a sentence document? Taken from the summaries, return values, property values and
/// remarks in the SDK's reference packs: sentences of five words or more that begin with a letter and end with a full stop.
/// </summary>
/// <remarks>
/// The class is the member's namespace cut to two parts (System.Xml), or three under Microsoft (Microsoft.AspNetCore.Mvc).
/// So that no sentence prints its class, a reference (see cref) is written as the bare name of the type or member in words
/// ("Xml Reader"), a reference to a namespace as the word "namespace", and dotted names in the text likewise.
/// Equal sentences (letter case aside) are one; a sentence that stands in more than one area has no right answer and is left out.
/// A sentence's part is chosen by its hash, so it stays where it is when the SDK gains or loses others: 80 % training, 10 % validation, 10 % test.
/// </remarks>
public static class DotNetDocsDataset
{
    /// <summary>The data set's name.</summary>
    public const string Name = "dotnet-docs";

    const int MinimumWords = 5;

    // Areas with fewer sentences, as where a pack is not installed, are left out.
    const int MinimumSentences = 100;

    /// <summary>The 20 areas with the most sentences in the packs of .NET 10; fixed, so that an update does not change the classes.</summary>
    static readonly string[] Areas =
    [
        "Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Identity", "Microsoft.AspNetCore.Mvc",
        "System", "System.Collections", "System.ComponentModel", "System.Data", "System.Diagnostics", "System.Globalization",
        "System.IO", "System.Linq", "System.Net", "System.Numerics", "System.Reflection", "System.Runtime", "System.Security",
        "System.Text", "System.Threading", "System.Xml",
    ];

    /// <summary>The elements whose sentences describe the member itself; parameters and exceptions mostly repeat each other.</summary>
    internal static readonly IReadOnlySet<DocumentationElement> Elements = new HashSet<DocumentationElement>
    {
        DocumentationElement.Summary, DocumentationElement.Returns, DocumentationElement.Value, DocumentationElement.Remarks,
    };

    /// <summary>Reads the installed SDK's documentation; takes about two seconds.</summary>
    /// <exception cref="InvalidDataException">There is no SDK with reference packs.</exception>
    public static TextSplit Load() => From(DotNetDocumentation.Read(Elements));

    /// <summary>Every sentence on a line of its own, whatever its area: text to imitate, in the same parts.</summary>
    /// <exception cref="InvalidDataException">There is no SDK with reference packs.</exception>
    public static (TextCorpus Training, TextCorpus Validation, TextCorpus Test) LoadText() => TextFrom(DotNetDocumentation.Read(Elements));

    internal static (TextCorpus Training, TextCorpus Validation, TextCorpus Test) TextFrom(IReadOnlyList<DocumentationSentence> sentences)
    {
        StringBuilder[] parts = [new(), new(), new()];
        foreach ((string text, _) in Merge(sentences)) parts[Part(text)].Append(text).Append('\n');
        return (Corpus(parts[0]), Corpus(parts[1]), Corpus(parts[2]));

        static TextCorpus Corpus(StringBuilder part) => new(Name, part.ToString());
    }

    /// <summary>The data set made of these sentences.</summary>
    /// <exception cref="InvalidDataException">Fewer than two areas have enough sentences.</exception>
    public static TextSplit From(IReadOnlyList<DocumentationSentence> sentences)
    {
        List<(string Text, string? Area)> found = Merge(sentences);
        int ambiguous = found.Count(sentence => sentence.Area is null);
        Dictionary<string, int> counts = found.Where(sentence => sentence.Area is not null).CountBy(sentence => sentence.Area!).ToDictionary();
        string[] classes = [.. Areas.Where(area => counts.GetValueOrDefault(area) >= MinimumSentences)];
        if (classes.Length < 2)
        {
            throw DataError.In(Name, $"the documentation found has sentences of {classes.Length} areas; install the reference packs of the .NET SDK.");
        }
        List<LabeledText>[] parts = [[], [], []];
        foreach ((string text, string? area) in found)
        {
            int label = Array.IndexOf(classes, area);
            if (label >= 0) parts[Part(text)].Add(new(text, label));
        }
        string[] notes =
        [
            $"{parts.Sum(part => part.Count)} sentences in {classes.Length} areas from the reference packs of the .NET SDK, 80/10/10 by hash",
            $"{ambiguous} sentences that stand in several areas left out",
        ];
        return new(Set(parts[0]), Set(parts[1]), Set(parts[2]));

        TextDataset Set(List<LabeledText> part) => new(Name, classes, part, notes);
    }

    /// <summary>Different sentences in the order of their first occurrence; the area is null where there are several.</summary>
    static List<(string Text, string? Area)> Merge(IReadOnlyList<DocumentationSentence> sentences)
    {
        HashSet<string> namespaces = [.. sentences.Select(sentence => sentence.Namespace)];
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = namespaces.GetAlternateLookup<ReadOnlySpan<char>>();
        Dictionary<string, string> areas = namespaces.ToDictionary(name => name, Area);
        Dictionary<string, int> positions = new(StringComparer.OrdinalIgnoreCase);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> known = positions.GetAlternateLookup<ReadOnlySpan<char>>();
        List<(string Text, string? Area)> found = [];
        StringBuilder rendered = new();
        char[] buffer = new char[1024];
        foreach (DocumentationSentence sentence in sentences)
        {
            if (!Elements.Contains(sentence.Element)) continue;
            Render(sentence, lookup, rendered);
            if (rendered.Length > buffer.Length) buffer = new char[2 * rendered.Length];
            rendered.CopyTo(0, buffer, rendered.Length);
            ReadOnlySpan<char> text = buffer.AsSpan(0, rendered.Length);
            string area = areas[sentence.Namespace];
            if (known.TryGetValue(text, out int position))
            {
                if (found[position].Area != area) found[position] = (found[position].Text, null);
            }
            else if (IsSentence(text))
            {
                string kept = text.ToString();
                positions.Add(kept, found.Count);
                found.Add((kept, area));
            }
        }
        return found;
    }

    /// <summary>Writes a sentence so that it does not print its namespace.</summary>
    static void Render(DocumentationSentence sentence, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> namespaces, StringBuilder text)
    {
        text.Clear();
        foreach (DocumentationSegment segment in sentence.Segments)
        {
            if (segment.Kind != DocumentationSegmentKind.Reference) ApiNames.AppendUnqualified(segment.Text, namespaces, text);
            else if (namespaces.Contains(MemberIds.WithoutSignature(segment.Text))) text.Append("namespace");
            else ApiNames.AppendWords(MemberIds.SimpleName(segment.Text), text);
        }
    }

    /// <summary>Whether a text is a sentence of five words or more.</summary>
    internal static bool IsSentence(ReadOnlySpan<char> text) =>
        text is [var first, .., '.'] && char.IsLetter(first) && text.Count(' ') >= MinimumWords - 1
        // Summaries of processor instructions are declarations in C, not sentences.
        && !text.Contains("_mm", StringComparison.Ordinal);

    static string Area(string name)
    {
        string[] parts = name.Split('.');
        return string.Join('.', parts.Take(parts[0] == "System" ? 2 : 3));
    }

    /// <summary>0 training, 1 validation, 2 test: by FNV-1a over the upper-case letters, its high bits mixed down.</summary>
    internal static int Part(ReadOnlySpan<char> text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text) hash = (hash ^ char.ToUpperInvariant(c)) * 1099511628211;
        hash ^= hash >> 32;
        return (((hash * 0x9E3779B97F4A7C15) >> 32) % 10) switch { 8 => 1, 9 => 2, _ => 0 };
    }
}
