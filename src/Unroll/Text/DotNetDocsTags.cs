namespace Unroll.Text;

/// <summary>
/// The data set "dotnet-docs" for tagging: which words of a documentation sentence are names of types, members and parameters, and which are
/// keywords of the language. The answers are the marks (see cref, paramref, typeparamref, see langword) that the sentence has in the
/// SDK's reference packs; the words are those a person reads, a reference being the bare name of its type or member.
/// </summary>
/// <remarks>
/// A name is tagged B-type, B-member, B-parameter or B-keyword; all other words O. Taken are sentences of
/// five words or more, from summaries, return values, property values and remarks, with one mark or more: in sentences without any, names
/// stand unmarked as often as not. Sentences of equal words (letter case aside) are one, as marked most fully. Left out is what has no clear answer:
/// sentences with code, with marks of another kind, or with a mark that is part of a longer word or several words. A sentence's part is chosen by its hash, as for
/// <see cref="DotNetDocsDataset"/>: 80 % training, 10 % validation, 10 % test.
/// </remarks>
public static class DotNetDocsTags
{
    const string Outside = "O";

    /// <summary>Reads the installed SDK's documentation; takes about two seconds.</summary>
    /// <exception cref="InvalidDataException">There is no SDK with reference packs.</exception>
    public static TaggedSplit Load() => From(DotNetDocumentation.Read(DotNetDocsDataset.Elements));

    /// <summary>The data set made of these sentences.</summary>
    /// <param name="sentences">From documentation files.</param>
    /// <exception cref="InvalidDataException">No sentence has a mark.</exception>
    public static TaggedSplit From(IReadOnlyList<DocumentationSentence> sentences)
    {
        Dictionary<string, TaggedSentence> found = new(StringComparer.OrdinalIgnoreCase);
        WordTokenizer tokenizer = new(lowerCase: false);
        foreach (DocumentationSentence sentence in sentences.Where(sentence => DotNetDocsDataset.Elements.Contains(sentence.Element) && HasAnswer(sentence.Segments)))
        {
            if (!DotNetDocsDataset.IsSentence(sentence.PlainText)) continue;
            if (Tagged(sentence, tokenizer) is not { } tagged) continue;
            string text = string.Join(' ', tagged.Words);
            if (!found.TryGetValue(text, out TaggedSentence? other) || Marked(tagged) > Marked(other)) found[text] = tagged;
        }
        if (found.Count == 0) throw DataError.In(DotNetDocsDataset.Name, "no sentence with a mark was found; install the reference packs of the .NET SDK.");
        ILookup<int, TaggedSentence> parts = found.ToLookup(sentence => DotNetDocsDataset.Part(sentence.Key), sentence => sentence.Value);
        string[] notes = [$"{found.Count} sentences with names or keywords from the reference packs of the .NET SDK, 80/10/10 by hash"];
        return new(Set(0), Set(1), Set(2));

        TaggedDataset Set(int part) => new(DotNetDocsDataset.Name, parts[part], notes);
    }

    /// <summary>The words with their tags; null where a mark is not one word.</summary>
    static TaggedSentence? Tagged(DocumentationSentence sentence, WordTokenizer tokenizer)
    {
        List<string> words = [], tags = [];
        foreach (DocumentationSegment segment in sentence.Segments)
        {
            string? kind = Kind(segment);
            IReadOnlyList<string> ofSegment = tokenizer.Tokenize(Rendered(segment));
            if (kind is not null && ofSegment.Count != 1) return null;
            words.AddRange(ofSegment);
            tags.AddRange(ofSegment.Select(_ => kind is null ? Outside : $"B-{kind}"));
        }
        return new(words, tags);
    }

    static int Marked(TaggedSentence sentence) => sentence.Tags.Count(tag => tag != Outside);

    static bool HasAnswer(IReadOnlyList<DocumentationSegment> segments)
    {
        bool isMarked = false;
        for (int i = 0; i < segments.Count; i++)
        {
            if (segments[i].Kind == DocumentationSegmentKind.Text) continue;
            if (Kind(segments[i]) is null || IsGlued(segments, i) || IsGlued(segments, i + 1)) return false;
            isMarked = true;
        }
        return isMarked;
    }

    /// <summary>Whether a piece goes on with the word that the piece before it ends with.</summary>
    static bool IsGlued(IReadOnlyList<DocumentationSegment> segments, int index)
    {
        if (index == 0 || index == segments.Count) return false;
        string before = Rendered(segments[index - 1]), text = Rendered(segments[index]);
        return before is [.., var last] && text is [var first, ..] && (IsOfWord(last) || last is '\'' or '’') && (IsOfWord(first) || first is '\'' or '’');
    }

    static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    static string Rendered(DocumentationSegment segment) =>
        segment.Kind == DocumentationSegmentKind.Reference ? MemberIds.SimpleName(segment.Text) : segment.Text;

    /// <summary>What the words of a piece are; null for plain text, and for a mark that is none of the four.</summary>
    static string? Kind(DocumentationSegment segment) => segment.Kind switch
    {
        DocumentationSegmentKind.Parameter or DocumentationSegmentKind.TypeParameter => "parameter",
        DocumentationSegmentKind.Keyword when segment.Text.All(char.IsAsciiLetterLower) => "keyword",
        DocumentationSegmentKind.Reference => segment.Text switch
        {
            ['T', ':', ..] => "type",
            ['M' or 'P' or 'F' or 'E', ':', ..] => "member",
            _ when segment.Text.StartsWith("Overload:", StringComparison.Ordinal) => "member",
            _ => null,
        },
        _ => null,
    };
}
