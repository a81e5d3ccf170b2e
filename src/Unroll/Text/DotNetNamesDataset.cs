using System.Text;

namespace Unroll.Text;

/// <summary>
/// What a documented member is called: pairs of the first sentence of a member's summary and the member's name in words, lower case
/// ("Removes all items from the list." and "clear"), from the reference packs of the installed .NET SDK.
/// </summary>
/// <remarks>
/// Methods, properties, fields and events; no constructors, operators and explicit implementations, whose names follow from elsewhere.
/// References to types and members are written as words. A sentence that documents members of several names has no right answer and
/// is left out. A sentence's part is chosen by its hash, 80 % training, 10 % validation, 10 % test, and each sentence occurs once:
/// so no sentence of one part, let alone a sentence with its name, is in another.
/// </remarks>
public static class DotNetNamesDataset
{
    const int MinimumWords = 3, MostNameWords = 8;

    static readonly IReadOnlySet<DocumentationElement> Summaries = new HashSet<DocumentationElement> { DocumentationElement.Summary };

    /// <summary>Reads the installed SDK's documentation; takes about two seconds.</summary>
    /// <exception cref="InvalidDataException">There is no SDK with reference packs.</exception>
    public static ParallelSplit Load() => From(DotNetDocumentation.Read(Summaries));

    /// <summary>The data set made of these sentences.</summary>
    /// <exception cref="InvalidDataException">There is no sentence with a name in one of the parts.</exception>
    public static ParallelSplit From(IReadOnlyList<DocumentationSentence> sentences)
    {
        List<TextPair>[] parts = [[], [], []];
        List<(TextPair Pair, bool Ambiguous)> found = Merge(sentences);
        foreach ((TextPair pair, bool ambiguous) in found)
        {
            if (!ambiguous) parts[DotNetDocsDataset.Part(pair.Source)].Add(pair);
        }
        if (parts.Any(part => part.Count == 0))
        {
            throw DataError.In(DotNetDocsDataset.Name, "the documentation found has too few members with a summary; install the reference packs of the .NET SDK.");
        }
        string[] notes =
        [
            $"{parts.Sum(part => part.Count)} sentences with the name of the member they document, from the reference packs of the .NET SDK, 80/10/10 by hash",
            $"{found.Count(entry => entry.Ambiguous)} sentences that document members of several names left out",
        ];
        return new(new(DotNetDocsDataset.Name, parts[0], notes), new(DotNetDocsDataset.Name, parts[1], notes), new(DotNetDocsDataset.Name, parts[2], notes));
    }

    /// <summary>Different sentences in the order of their first occurrence.</summary>
    static List<(TextPair Pair, bool Ambiguous)> Merge(IReadOnlyList<DocumentationSentence> sentences)
    {
        Dictionary<string, int> positions = new(StringComparer.OrdinalIgnoreCase);
        List<(TextPair Pair, bool Ambiguous)> found = [];
        string last = "";
        foreach (DocumentationSentence sentence in sentences)
        {
            bool isFirst = sentence.MemberId != last;
            last = sentence.MemberId;
            if (sentence.Element != DocumentationElement.Summary || !isFirst || NameOf(sentence.MemberId) is not { } name) continue;
            string text = Rendered(sentence);
            if (!IsSentence(text)) continue;
            if (positions.TryGetValue(text, out int position))
            {
                found[position] = (found[position].Pair, found[position].Ambiguous || found[position].Pair.Target != name);
                continue;
            }
            positions.Add(text, found.Count);
            found.Add((new(text, name), false));
        }
        return found;
    }

    /// <summary>A member's name in words, lower case; null for what has no name of its own.</summary>
    internal static string? NameOf(string memberId)
    {
        if (memberId is not ['M' or 'P' or 'F' or 'E', ':', ..] || memberId.Contains('#')) return null;
        string name = MemberIds.SimpleName(memberId);
        if (name.StartsWith("op_", StringComparison.Ordinal) || !name.All(char.IsAsciiLetterOrDigit) || !name.Any(char.IsAsciiLetter)) return null;
        StringBuilder words = new();
        ApiNames.AppendWords(name, words);
        string text = words.ToString().ToLowerInvariant();
        return text.Count(c => c == ' ') < MostNameWords ? text : null;
    }

    static string Rendered(DocumentationSentence sentence)
    {
        StringBuilder text = new();
        foreach (DocumentationSegment segment in sentence.Segments)
        {
            if (segment.Kind == DocumentationSegmentKind.Reference) ApiNames.AppendWords(MemberIds.SimpleName(segment.Text), text);
            else text.Append(segment.Text);
        }
        return text.ToString();
    }

    static bool IsSentence(string text) => text is [var first, .., '.'] && char.IsLetter(first) && text.Count(c => c == ' ') >= MinimumWords - 1
        // Summaries of processor instructions are declarations in C, not sentences.
        && !text.Contains("_mm", StringComparison.Ordinal);
}
