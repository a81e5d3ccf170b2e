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

    [Fact]
    public void Surrogate_pairs_are_one_character() => Assert.Equal(3, new TextCorpus("x", "a😀b").CharacterCount);
}
