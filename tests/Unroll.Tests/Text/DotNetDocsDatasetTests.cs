using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class DotNetDocsDatasetTests
{
    static readonly Lazy<TextSplit?> Installed = new(() =>
    {
        try
        {
            return DotNetDocsDataset.Load();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    });

    [Fact]
    public void The_installed_sdk_gives_twenty_areas_and_a_stable_split()
    {
        TextSplit split = Sdk();
        int total = split.Train.Count + split.Validation.Count + split.Test.Count;
        Assert.Equal(20, split.Train.ClassNames.Count);
        Assert.InRange(split.Train.Count, 40_000, 60_000);
        Assert.InRange(split.Train.Count / (double)total, 0.79, 0.81);
        Assert.InRange(split.Test.Count / (double)total, 0.09, 0.11);
        Assert.All(split.Test.ClassCounts, count => Assert.True(count > 50));
    }

    [Fact]
    public void No_sentence_is_in_two_parts_or_twice_in_one()
    {
        TextSplit split = Sdk();
        string[] all = [.. split.Train.Concat(split.Validation).Concat(split.Test).Select(item => item.Text)];
        Assert.Equal(all.Length, all.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void No_sentence_prints_its_class()
    {
        TextSplit split = Sdk();
        foreach (LabeledText item in split.Train.Concat(split.Test))
        {
            string area = split.Train.ClassNames[item.Label];
            if (area.Contains('.')) Assert.DoesNotContain(area, item.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_bag_of_words_is_right_about_three_times_in_four()
    {
        TextSplit split = Sdk();
        double accuracy = BagOfWordsBaseline.Train(split.Train).Accuracy(split.Test);
        Assert.InRange(accuracy, 0.74, 0.81);
    }

    [Fact]
    public void References_and_dotted_names_are_written_without_their_namespace()
    {
        string[] texts = Texts(
            Sentence("System.Xml", new(DocumentationSegmentKind.Text, "Gets the "), new(DocumentationSegmentKind.Reference, "T:System.Xml.XmlReader"),
                new(DocumentationSegmentKind.Text, " of System.Xml.Linq.XElement in "), new(DocumentationSegmentKind.Reference, "N:System.Xml"),
                new(DocumentationSegmentKind.Text, " or (System.Xml), not ASystem.X.")));
        Assert.Equal(["Gets the Xml Reader of XElement in namespace or (namespace), not ASystem.X."], texts);
    }

    [Fact]
    public void Equal_sentences_are_one_and_those_of_two_areas_are_left_out()
    {
        string[] texts = Texts(
            Plain("System.Xml.Linq", "Only in the area of XML."), Plain("System.Xml", "only in the area of xml."),
            Plain("System.Xml", "In the areas of both sides."), Plain("System.IO", "In the areas of both sides."),
            Plain("System.IO", "Too short here."), Plain("System.IO", "This one lacks its stop"), Plain("Other.Place", "Of an area not listed."));
        Assert.Equal(["Only in the area of XML."], texts);
    }

    [Theory]
    [InlineData("XmlReaderSettings", "Xml Reader Settings")]
    [InlineData("IOException", "IO Exception")]
    [InlineData("IEnumerable", "I Enumerable")]
    [InlineData("Int32", "Int32")]
    [InlineData("op_Addition", "op_Addition")]
    public void A_name_is_read_as_words(string name, string words)
    {
        System.Text.StringBuilder result = new();
        ApiNames.AppendWords(name, result);
        Assert.Equal(words, result.ToString());
    }

    /// <summary>The texts that come from some sentences when both areas hold enough others.</summary>
    static string[] Texts(params DocumentationSentence[] sentences)
    {
        IEnumerable<DocumentationSentence> others = Enumerable.Range(0, 400).Select(i => Plain(i % 2 == 0 ? "System.IO" : "System.Xml", $"Filler sentence with the number {i}."));
        TextSplit split = DotNetDocsDataset.From([.. sentences, .. others]);
        return [.. split.Train.Concat(split.Validation).Concat(split.Test).Select(item => item.Text).Where(text => !text.StartsWith("Filler", StringComparison.Ordinal))];
    }

    static DocumentationSentence Plain(string space, string text) => Sentence(space, new DocumentationSegment(DocumentationSegmentKind.Text, text));

    static DocumentationSentence Sentence(string space, params DocumentationSegment[] segments) =>
        new($"T:{space}.Thing", space, DocumentationElement.Summary, null, segments);

    static TextSplit Sdk()
    {
        if (Installed.Value is null) Assert.Skip("no reference packs of a .NET SDK on this machine");
        return Installed.Value!;
    }
}
