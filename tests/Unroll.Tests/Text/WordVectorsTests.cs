using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class WordVectorsTests : IDisposable
{
    static readonly Vocabulary Words = new(["<unk>", "not", "good", ". . .", "7"]);

    readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("bad 9 9\ngood 0.5 -1e-3\nnot 1 2\n. . . 3 4\ngood 7 7\n7 5 6\n", 6)]
    [InlineData("5 2\nbad 9 9 \ngood 0.5 -1e-3 \nnot\t1\t2\n. . . 3 4\n7 5 6", 5)]
    public void Only_words_of_the_vocabulary_are_kept_and_the_first_of_equal_ones(string content, int inFile)
    {
        foreach (string path in new[] { folder.Write("v.txt", content), folder.Write("v.gz", TemporaryFolder.Gzip(content)) })
        {
            WordVectors vectors = WordVectors.Load(path, Words);
            Assert.Equal((2, inFile, 4), (vectors.Dimension, vectors.InFile, vectors.Count));
            Assert.False(vectors.TryGet(0, out _));
            Assert.Equal([1f, 2f], Vector(vectors, 1));
            Assert.Equal([0.5f, -0.001f], Vector(vectors, 2));
            Assert.Equal([3f, 4f], Vector(vectors, 3));
            Assert.Equal([5f, 6f], Vector(vectors, 4));
        }
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("2 3\n", "holds no vector")]
    [InlineData("3 0\n", "line 1: a dimension of 0")]
    [InlineData("word\n", "line 1: expected a word and 1 to 10000 numbers")]
    [InlineData("a 1 2\nb 3\n", "line 2: expected a word and 2 numbers as in the lines before, got 1")]
    [InlineData("a 1 2\nb 3 x\n", "line 2: 'x' is not a number")]
    [InlineData("a 1 2\nb 3 NaN\n", "line 2: 'NaN' is not a number")]
    [InlineData("a 1 2\nb 3 1e39\n", "line 2: '1e39' is not a number")]
    [InlineData("1 3\na 1 2\n", "line 2: ")]
    public void A_damaged_file_gives_one_line(string content, string expected)
    {
        string path = folder.Write("v.txt", content);
        string message = Assert.Throws<InvalidDataException>(() => WordVectors.Load(path, Words)).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void The_binary_form_is_refused()
    {
        string path = folder.Write("v.bin", [.. "2 2\nnot "u8, 0x00, 0x00, 0x80, 0x3F, 0xFF]);
        Assert.Contains("v.bin, line 2: ", Assert.Throws<InvalidDataException>(() => WordVectors.Load(path, Words)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    static float[] Vector(WordVectors vectors, int index) => vectors.TryGet(index, out ReadOnlySpan<float> vector) ? vector.ToArray() : [];
}
