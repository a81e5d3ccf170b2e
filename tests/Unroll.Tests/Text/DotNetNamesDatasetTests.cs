using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class DotNetNamesDatasetTests
{
    static readonly Lazy<ParallelSplit?> Installed = new(() =>
    {
        try
        {
            return DotNetNamesDataset.Load();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    });

    [Theory]
    [InlineData("M:System.Collections.Generic.List`1.RemoveAll(System.Predicate{`0})", "remove all")]
    [InlineData("P:System.Xml.XmlReaderSettings.IgnoreComments", "ignore comments")]
    [InlineData("M:System.IO.File.ReadAllBytesAsync(System.String,System.Threading.CancellationToken)", "read all bytes async")]
    [InlineData("M:System.String.#ctor(System.Char[])", null)]
    [InlineData("M:System.Decimal.op_Addition(System.Decimal,System.Decimal)", null)]
    [InlineData("M:System.Int32.System#IConvertible#ToBoolean(System.IFormatProvider)", null)]
    [InlineData("T:System.String", null)]
    public void A_member_s_name_is_its_words_in_lower_case(string id, string? expected) => Assert.Equal(expected, DotNetNamesDataset.NameOf(id));

    [Fact]
    public void A_sentence_of_several_names_is_left_out_and_a_repeated_one_is_one()
    {
        List<DocumentationSentence> sentences = [];
        for (int i = 0; i < 60; i++) Add($"M:A.B.Unique{(char)('A' + i % 26)}{(char)('a' + i / 26)}", $"Does the {i}th thing.");
        Add("M:A.B.Clear", "Removes all the items.");
        Add("M:A.C.Clear", "Removes ALL the items.");
        Add("M:A.B.Close", "Ends the whole thing.");
        Add("M:A.B.Stop", "Ends the whole thing.");
        ParallelSplit split = DotNetNamesDataset.From(sentences);
        TextPair[] all = [.. split.Train.Concat(split.Validation).Concat(split.Test)];
        Assert.Equal(61, all.Length);
        Assert.Equal("clear", Assert.Single(all, pair => pair.Source == "Removes all the items.").Target);
        Assert.Contains("1 sentences that document members of several names left out", split.Train.Notes);

        void Add(string id, string text) =>
            sentences.Add(new(id, "A", DocumentationElement.Summary, null, [new(DocumentationSegmentKind.Text, text)]));
    }

    [Fact]
    public void No_sentence_of_the_test_part_occurs_in_training()
    {
        ParallelSplit split = Sdk();
        Assert.InRange(split.Train.Count, 20_000, 60_000);
        Assert.InRange(split.Test.Count / (double)(split.Train.Count + split.Validation.Count + split.Test.Count), 0.09, 0.11);
        HashSet<string> seen = new(split.Train.Concat(split.Validation).Select(pair => pair.Source), StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(split.Test, pair => seen.Contains(pair.Source));
    }

    [Fact]
    public void The_nearest_sentence_names_three_members_in_ten()
    {
        ParallelSplit split = Sdk();
        NearestNeighbourBaseline baseline = new(split.Train);
        TextPair[] some = [.. split.Test.Where((_, i) => i % 10 == 0)];
        Assert.InRange(some.Count(pair => baseline.Answer(pair.Source) == pair.Target) / (double)some.Length, 0.25, 0.40);
    }

    static ParallelSplit Sdk()
    {
        Assert.SkipWhen(Installed.Value is null, "no .NET SDK with reference packs is installed");
        return Installed.Value!;
    }
}
