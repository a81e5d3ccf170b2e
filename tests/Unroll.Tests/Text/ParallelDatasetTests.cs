using System.IO.Compression;
using System.Text;
using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class ParallelDatasetTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Two_files_are_read_line_by_line_gzip_or_not()
    {
        ParallelDataset data = ParallelDataset.FromFiles(Write("a.de", "ein Haus\r\n\r\nzwei\r\n"), Gzip("a.en.gz", "a house\n\ntwo\n"));
        Assert.Equal([new("ein Haus", "a house"), new("zwei", "two")], data);
        Assert.Equal(["1 lines with an empty side left out"], data.Notes);
    }

    [Fact]
    public void A_table_has_source_and_target_in_its_first_columns()
    {
        Assert.Equal([new("a", "b"), new("c d", "e")], ParallelDataset.FromTable(Write("pairs.tsv", "a\tb\nc d\te\tCC-BY\n")));
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => ParallelDataset.FromTable(Write("bad.tsv", "a\tb\nno tab here\n")));
        Assert.Contains("bad.tsv, line 2: expected source, tab, target, got 'no tab here'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_different_length_are_refused_with_both_counts_and_the_first_suspicious_line()
    {
        string[] words = ["one", "a much longer sentence about nothing", "ten words", "the second long sentence of this file, longer", "x", "a middling line"];
        string[] source = [.. Enumerable.Range(0, 40).Select(i => words[i * 7 % 6])], target = [.. source.Select(line => line.ToUpperInvariant()).Where((_, i) => i != 22)];
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => ParallelDataset.FromFiles(
            Write("s.txt", string.Join('\n', source)), Write("t.txt", string.Join('\n', target))));
        Assert.Contains("s.txt: has 40 lines, but ", error.Message, StringComparison.Ordinal);
        Assert.Contains("t.txt has 39;", error.Message, StringComparison.Ordinal);
        Assert.Contains($"the first suspicious line is 23: '{source[22]}' beside '{target[22]}'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_file_that_lacks_its_end_is_suspicious_there()
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => ParallelDataset.FromFiles(
            Write("s.txt", "aaaaaaaa\nb\ncccc"), Write("t.txt", "AAAAAAAA\nB")));
        Assert.Contains("the first suspicious line is 3: 'cccc' beside the end of the file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pairs_of_one_source_stay_together_when_data_is_split()
    {
        ParallelDataset data = new("test", [.. Enumerable.Range(0, 100).Select(i => new TextPair($"source {i / 4}", $"target {i}"))]);
        (ParallelDataset training, ParallelDataset held) = data.Split(0.2, seed: 3);
        Assert.Equal((80, 20), (training.Count, held.Count));
        Assert.Empty(training.Select(pair => pair.Source).Intersect(held.Select(pair => pair.Source)));
        Assert.Equal(held, data.Split(0.2, seed: 3).HeldOut);
        Assert.NotEqual(held, data.Split(0.2, seed: 4).HeldOut);
    }

    string Write(string name, string text)
    {
        string path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    string Gzip(string name, string text)
    {
        string path = Path.Combine(folder.Path, name);
        using GZipStream gzip = new(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(text));
        return path;
    }
}
