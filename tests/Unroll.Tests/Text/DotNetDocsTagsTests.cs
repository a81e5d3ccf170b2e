using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class DotNetDocsTagsTests
{
    [Fact]
    public void Marks_become_tags_of_the_words_a_person_reads()
    {
        TaggedSentence sentence = Only(Text("Copies the "), new(DocumentationSegmentKind.Reference, "T:System.Collections.Generic.List`1"), Text(" to "),
            new(DocumentationSegmentKind.Parameter, "array"), Text(", by "), new(DocumentationSegmentKind.Reference, "M:System.String.CopyTo(System.Int32)"),
            Text(", if it's not "), new(DocumentationSegmentKind.Keyword, "null"), Text("."));
        Assert.Equal("Copies the List to array , by CopyTo , if it's not null .", string.Join(' ', sentence.Words));
        Assert.Equal("O O B-type O B-parameter O O B-member O O O O B-keyword O", string.Join(' ', sentence.Tags));
    }

    [Theory]
    [InlineData(DocumentationSegmentKind.Code, "x + 1", " is what it is.")]
    [InlineData(DocumentationSegmentKind.Reference, "N:System.IO", " is what it is.")]
    [InlineData(DocumentationSegmentKind.Reference, "T:System.String", "s are what they are.")]
    [InlineData(DocumentationSegmentKind.Reference, "T:System.String", "'s length is what it is.")]
    [InlineData(DocumentationSegmentKind.Reference, "T:System.String", " is short.")]
    [InlineData(DocumentationSegmentKind.Keyword, "<Transform>", " is what it is.")]
    [InlineData(DocumentationSegmentKind.Parameter, "two words", " is what it is.")]
    [InlineData(DocumentationSegmentKind.Text, "Nothing", " is marked in this one.")]
    public void A_sentence_without_a_clear_answer_is_left_out(DocumentationSegmentKind kind, string mark, string rest) =>
        Assert.Throws<InvalidDataException>(() => Only(Text("The "), new(kind, mark), Text(rest)));

    [Fact]
    public void Of_equal_sentences_the_one_with_most_marks_stays()
    {
        DocumentationSegment type = new(DocumentationSegmentKind.Reference, "T:System.String");
        DocumentationSentence less = Sentence(type, Text(" or null is what it gives.")), more = Sentence(type, Text(" or "), new(DocumentationSegmentKind.Keyword, "null"), Text(" is what it gives."));
        foreach (DocumentationSentence[] order in new[] { new[] { less, more }, [more, less] })
        {
            TaggedSplit split = DotNetDocsTags.From(order);
            TaggedSentence only = Assert.Single(split.Train.Concat(split.Validation).Concat(split.Test));
            Assert.Equal("B-type O B-keyword O O O O O", string.Join(' ', only.Tags));
        }
    }

    [Fact]
    public void The_installed_documentation_gives_parts_of_the_promised_shares_without_a_common_sentence()
    {
        TaggedSplit split = DotNetDocsTags.Load();
        double all = split.Train.Count + split.Validation.Count + split.Test.Count;
        Assert.True(all > 20_000, $"only {all} sentences");
        Assert.Equal(0.8, split.Train.Count / all, tolerance: 0.01);
        Assert.Equal(0.1, split.Test.Count / all, tolerance: 0.01);
        Assert.Equal(["B-keyword", "B-member", "B-parameter", "B-type", "O"], split.Test.TagNames);
        HashSet<string> training = new(split.Train.Select(sentence => string.Join(' ', sentence.Words)), StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(split.Test, sentence => training.Contains(string.Join(' ', sentence.Words)));
    }

    static DocumentationSegment Text(string text) => new(DocumentationSegmentKind.Text, text);

    static DocumentationSentence Sentence(params DocumentationSegment[] segments) => new("T:System.X", "System", DocumentationElement.Summary, null, segments);

    static TaggedSentence Only(params DocumentationSegment[] segments)
    {
        TaggedSplit split = DotNetDocsTags.From([Sentence(segments)]);
        return Assert.Single(split.Train.Concat(split.Validation).Concat(split.Test));
    }
}
