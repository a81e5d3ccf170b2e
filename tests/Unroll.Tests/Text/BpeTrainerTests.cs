using System.Text;
using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class BpeTrainerTests
{
    // By hand: "low" five times, "lowest" twice, "new" six times, "newest" three times, words with the space before them.
    // Pairs: e+w 9, n+e 9, l+o 7, o+w 7, ␣+n 9, ... Of the most frequent the one with the older symbols: bytes in order, "␣" (32) first.
    [Fact]
    public void The_most_frequent_pair_is_merged_first()
    {
        SubwordTokenizer tokenizer = Trained(merges: 5, [.. Enumerable.Repeat(" low", 5), .. Enumerable.Repeat(" lowest", 2), .. Enumerable.Repeat(" new", 6), .. Enumerable.Repeat(" newest", 3)]);
        string merges = Encoding.UTF8.GetString(tokenizer.Files["merges.txt"].Span);
        // ␣n 9; then e+w 9 before ␣n+e 9, whose left symbol is younger; then ␣n+ew 9; then ␣+l 7; then l is gone from o: o+w 7.
        Assert.Equal("#version: 0.2\nĠ n\ne w\nĠn ew\nĠ l\no w\n", merges);
        Assert.Equal(["Ġnew", "e", "r"], tokenizer.Tokenize(" newer"));
        Assert.Equal(["Ġl", "ow"], tokenizer.Tokenize(" low"));
    }

    [Fact]
    public void Merges_are_those_of_the_plain_algorithm()
    {
        RandomSource random = new(7);
        string[] texts = [.. Enumerable.Range(0, 250).Select(_ => string.Concat(Enumerable.Range(0, 12).Select(_ => "abcaadéßeb "[random.NextInt(11)])))];
        string[] expected = PlainMerges(texts, minimumFrequency: 2);
        string[] learned = Encoding.UTF8.GetString(Trained(10_000, texts).Files["merges.txt"].Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.True(expected.Length > 100, "too few merges to tell algorithms apart");
        Assert.Equal(expected, learned);
    }

    [Theory]
    [InlineData("Removes all items from the list.")]
    [InlineData("  Zwei  Männer – größer, 12,5 % & \"so\"…  ")]
    [InlineData("日本語 🙂\tمرحبا\nline")]
    [InlineData("")]
    public void Tokens_give_back_the_very_text(string text)
    {
        SubwordTokenizer tokenizer = Trained(50, ["Zwei Männer und das Kind", "the list of the items", text]);
        Assert.Equal(text, TokenJoiner.Join(tokenizer.Tokenize(text), TokenizerKind.Bpe));
        Assert.Equal("unseen Ünicode: ☃", TokenJoiner.Join(tokenizer.Tokenize("unseen Ünicode: ☃"), TokenizerKind.Bpe));
    }

    [Fact]
    public void The_order_of_the_texts_changes_nothing()
    {
        string[] texts = ["the list of the items", "the other one", "theory of lists", "an item"];
        Assert.Equal(Trained(20, texts).Files["merges.txt"].ToArray(), Trained(20, [.. texts.Reverse()]).Files["merges.txt"].ToArray());
    }

    [Fact]
    public void Saved_files_make_the_same_tokenizer()
    {
        using TemporaryFolder folder = new();
        SubwordTokenizer tokenizer = Trained(30, ["the list of the items", "the other one: größer"]);
        foreach ((string name, ReadOnlyMemory<byte> content) in tokenizer.Files)
        {
            File.WriteAllBytes(Path.Combine(folder.Path, name), content.ToArray());
        }

        Tokenizer loaded = Tokenizer.Create(tokenizer.Description, folder.Path);
        Assert.Equal(tokenizer.Tokenize("other items, größer lists"), loaded.Tokenize("other items, größer lists"));
    }

    static SubwordTokenizer Trained(int merges, string[] texts)
    {
        BpeTrainer trainer = new();
        foreach (string text in texts)
        {
            trainer.Add(text);
        }

        return trainer.Train(merges);
    }

    // Counts every pair anew after each merge; symbols in order of their birth, bytes first.
    static string[] PlainMerges(string[] texts, int minimumFrequency)
    {
        List<string> symbols = [.. Enumerable.Range(0, 256).Select(value => ByteLevelAlphabet.Alphabet[value].ToString())];
        List<List<int>> words = [.. texts.SelectMany(text => SubwordTokenizer.ByteLevelPieces.Matches(text).Select(match => match.Value))
            .Select(word => Encoding.UTF8.GetBytes(word).Select(value => (int)value).ToList())];
        List<string> merges = [];
        while (true)
        {
            IGrouping<(int Left, int Right), (int, int)>? most = words.SelectMany(word => word.Zip(word.Skip(1)))
                .GroupBy(pair => pair).OrderByDescending(group => group.Count()).ThenBy(group => group.Key.First).ThenBy(group => group.Key.Second)
                .FirstOrDefault();
            if (most is null || most.Count() < minimumFrequency) return [.. merges];
            (int Left, int Right) best = most.Key;
            merges.Add($"{symbols[best.Left]} {symbols[best.Right]}");
            symbols.Add(symbols[best.Left] + symbols[best.Right]);
            foreach (List<int> word in words)
            {
                for (int at = 0; at + 1 < word.Count; at++)
                {
                    if (word[at] == best.Left && word[at + 1] == best.Right)
                    {
                        word[at] = symbols.Count - 1;
                        word.RemoveAt(at + 1);
                    }
                }
            }
        }
    }
}
