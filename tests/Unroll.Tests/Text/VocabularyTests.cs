using CsCheck;
using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class VocabularyTests : IDisposable
{
    const string Awkward = "\\\n\r\tnu0\0\uD83D\uDE00\uFEFF\u2028";
    readonly TemporaryFolder folder = new();

    [Fact]
    public void Entries_are_ordered_by_count_then_ordinally()
    {
        Vocabulary vocabulary = Vocabulary.Build(Count("b a c b Z c a b"));
        Assert.Equal(["<unk>", "b", "a", "c", "Z"], Enumerable.Range(0, vocabulary.Count).Select(i => vocabulary[i]));
    }

    [Fact]
    public void Rare_tokens_and_those_over_the_cap_are_left_out()
    {
        TokenCounts counts = Count("x x x y y z");
        Assert.Equal(3, Vocabulary.Build(counts, new(MinimumFrequency: 2)).Count);
        Vocabulary capped = Vocabulary.Build(counts, new(MaximumSize: 3, SpecialTokens: ["<end>"]));
        Assert.Equal(["<unk>", "<end>", "x"], capped.Decode([0, 1, 2]));
        Assert.Equal(Vocabulary.UnknownIndex, capped.IndexOf("y"));
    }

    [Fact]
    public void A_token_spelled_like_a_special_one_is_that_one()
    {
        Vocabulary vocabulary = Vocabulary.Build(Count("<unk> <unk> a"));
        Assert.Equal(["<unk>", "a"], vocabulary.Decode([0, 1]));
        Assert.Equal(2, vocabulary.Count);
    }

    [Fact]
    public void Encoding_gives_the_index_of_each_token_and_zero_for_the_unknown()
    {
        Vocabulary vocabulary = new(["<unk>", "not", "good"]);
        TokenBuffer tokens = new();
        new WordTokenizer().Tokenize("good, not good", tokens);
        Assert.Equal([2, 0, 1, 2], vocabulary.Encode(tokens));
        Assert.Equal([2, 0, 1, 2], vocabulary.Encode(tokens.ToArray()));
        Assert.False(vocabulary.TryGetIndex(",", out _));
    }

    [Fact]
    public void Any_tokens_survive_the_file()
    {
        Gen<string> token = Gen.OneOf(
            Gen.String[Gen.Char, 1, 12], Gen.Int[0, Awkward.Length - 1].Array[1, 8].Select(picks => string.Concat(picks.Select(i => Awkward[i]))));
        int file = 0;
        token.List[0, 20].Sample(tokens =>
        {
            Vocabulary vocabulary = new(["<unk>", .. tokens.Where(t => t != "<unk>").Distinct()]);
            string path = System.IO.Path.Combine(folder.Path, $"{Interlocked.Increment(ref file)}.txt");
            using (StreamWriter writer = new(path)) vocabulary.Save(writer);
            Vocabulary read = Vocabulary.Load(path);
            int[] all = [.. Enumerable.Range(0, vocabulary.Count)];
            Assert.Equal(vocabulary.Decode(all), read.Decode(all));
        });
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("\uFEFF", "line 1: expected <unk>, got nothing")]
    [InlineData("the\n", "line 1: expected <unk>, got 'the'")]
    [InlineData("<unk>\na\nb\na\n", "line 4: 'a' is already on line 2")]
    [InlineData("<unk>\n\na\n", "line 2: empty")]
    [InlineData("<unk>\na\\x\n", "line 2: a backslash must be followed by")]
    [InlineData("<unk>\na\\u12g4\n", "line 2: a backslash must be followed by")]
    [InlineData("<unk>\na\\", "line 2: a backslash must be followed by")]
    [InlineData("<unk>\na\0b\n", "line 2: a NUL byte")]
    public void A_damaged_file_gives_one_line_with_its_number(string content, string expected)
    {
        string path = folder.Write("vocabulary.txt", content);
        string message = Assert.Throws<InvalidDataException>(() => Vocabulary.Load(path)).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void An_endless_line_is_refused_before_it_fills_the_memory()
    {
        string path = folder.Write("vocabulary.txt", "<unk>\n" + new string('x', 1_000_000));
        Assert.Contains("line 2: longer than", Assert.Throws<InvalidDataException>(() => Vocabulary.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_in_code_are_argument_exceptions()
    {
        Assert.Throws<ArgumentException>(() => new Vocabulary([]));
        Assert.Throws<ArgumentException>(() => new Vocabulary(["a"]));
        Assert.Throws<ArgumentException>(() => new Vocabulary(["<unk>", "a", "a"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Vocabulary(["<unk>"]).Decode([1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VocabularyOptions() with { MinimumFrequency = 0 });
    }

    public void Dispose() => folder.Dispose();

    static TokenCounts Count(string text)
    {
        TokenCounts counts = new();
        foreach (string token in text.Split(' ')) counts.Add(token);
        return counts;
    }
}
