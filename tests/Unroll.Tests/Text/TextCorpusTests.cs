using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class TextCorpusTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Files_of_any_line_ends_gzip_or_not_are_read_one_after_another()
    {
        string first = folder.Write("a.txt", "one\r\ntwo\rthree"), second = folder.Write("b.txt.gz", TemporaryFolder.Gzip("four\n\nfive\n"));

        Assert.Equal("one\ntwo\nthree\nfour\n\nfive\n", TextCorpus.FromFiles(first, second).Text);
        Assert.Equal("one\ntwo\nthree\nfour\n\nfive\n", TextCorpus.FromFiles(folder.Path).Text);
    }

    [Fact]
    public void Empty_missing_and_binary_files_are_named()
    {
        Assert.Contains("empty", Message(folder.Write("empty.txt", "")), StringComparison.Ordinal);
        Assert.Contains("no such file", Message("missing.txt"), StringComparison.Ordinal);
        Assert.Contains("NUL", Message(folder.Write("binary.txt", "a\0b")), StringComparison.Ordinal);

        static string Message(string path) => Assert.Throws<InvalidDataException>(() => TextCorpus.FromFiles(path)).Message;
    }

    [Theory]
    [InlineData(0.1, 0.0)]
    [InlineData(0.25, 0.25)]
    [InlineData(0.0, 0.5)]
    [InlineData(0.0, 0.0)]
    public void Parts_are_the_whole_and_begin_with_a_line(double validation, double test)
    {
        TextCorpus corpus = new("lines", string.Concat(Enumerable.Range(0, 200).Select(i => $"line {i}\n")));
        (TextCorpus training, TextCorpus held, TextCorpus last) = corpus.Split(validation, test);
        Assert.Equal(corpus.Text, training.Text + held.Text + last.Text);
        Assert.All(new[] { training, held, last }, part => Assert.True(part.Text.Length == 0 || part.Text.EndsWith('\n')));
        Assert.Equal(corpus.Text.Length * validation, held.Text.Length, tolerance: 10);
        Assert.Equal(corpus.Text.Length * test, last.Text.Length, tolerance: 10);
        Assert.Throws<ArgumentOutOfRangeException>(() => corpus.Split(0.5, 0.5));
    }

    [Theory]
    [InlineData("word ", "word ")]
    [InlineData("abc", "")]
    [InlineData("😀", "")]
    public void A_text_of_one_long_line_is_cut_too_behind_a_word_where_it_has_words(string repeated, string ending)
    {
        TextCorpus corpus = new("line", string.Concat(Enumerable.Repeat(repeated, 1000)) + "\n");
        (TextCorpus training, TextCorpus held, TextCorpus last) = corpus.Split(0.1, 0.1);
        Assert.Equal(corpus.Text, training.Text + held.Text + last.Text);
        Assert.All(new[] { held, last }, part => Assert.Equal(corpus.Text.Length * 0.1, part.Text.Length, tolerance: 10));
        Assert.All(new[] { training, held }, part => Assert.EndsWith(ending, part.Text, StringComparison.Ordinal));
        Assert.All(new[] { held, last }, part => Assert.False(char.IsLowSurrogate(part.Text[0])));
    }

    [Fact]
    public void Surrogate_pairs_are_one_character() => Assert.Equal(3, new TextCorpus("x", "a😀b").CharacterCount);
}
