using System.Text;
using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class TextDatasetErrorTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("", "data.csv: the file is empty.")]
    [InlineData("\n\n", "data.csv: the file holds no row.")]
    [InlineData("text,label\n", "data.csv: there is a header ('text', 'label') but no row below it.")]
    [InlineData("text,label\na b,x\nc d,x\n", "data.csv: every text has the label 'x'; a classifier needs at least two classes. Read with text column 'text', label column 'label' (guessed; say --text and --label to choose).")]
    [InlineData("text,label\na b,x\nc d,\n", "data.csv, line 3: the label is empty")]
    [InlineData("text,label\na b,x\nc d,y,z\n", "data.csv, line 3: expected 2 columns as in the first row, got 3")]
    [InlineData("text,label\na b,x\n\"c\nd\",y\ne\n", "data.csv, line 5: expected 2 columns as in the first row, got 1")]
    [InlineData("text,label\na b,x\n\"c\nd,y\ne,x\n", "data.csv, line 3: field 1, which begins here, opens with a quote that is never closed")]
    [InlineData("text,label\na b,x\n\"c\" d,y\n", "data.csv, line 3: field 1, which begins here, has text behind its closing quote")]
    [InlineData("text,label\n\"a\nb,x\ne f,\"y\"\nc,d\n", "data.csv, line 2: field 1, which begins here, has text behind its closing quote")]
    [InlineData("text,label\na b,x\n5\" screen,\"c\nd,y\ne,x\n", "data.csv, line 3: field 2, which begins here, opens with a quote that is never closed")]
    [InlineData("text,label\na b,x\n\"c\nd\",\"y\ne,x\n", "data.csv, line 4: field 2, which begins here, opens with a quote that is never closed")]
    [InlineData("text,label\na b,x\nc\0d,y\n", "data.csv, line 3: a NUL byte")]
    [InlineData("just one column\nof text\n", "data.csv: only one column was found")]
    [InlineData("a,b\nx1,some text\nx2,more text\nx3,other text\n", "data.csv: no column looks like a label (short values that repeat); say which with --label (label: in code); the columns are 'a', 'b'; column 'b' was taken for the text (guessed; say --text to choose).")]
    [InlineData("{\"text\": \"a\", \"label\": \"x\"}\n{\"text\": \"b\"\n", "data.csv, line 2: not a JSON object")]
    [InlineData("{\"text\": \"a\", \"label\": \"x\"}\n[1]\n", "data.csv, line 2: expected a JSON object, got Array")]
    [InlineData("{\"text\": \"a b\", \"label\": \"x\"}\n\n{\"text\": \"b c\"}\n", "data.csv, line 3: no 'label'")]
    [InlineData("{\"text\": \"a\\ud800\", \"label\": \"x\"}\n", "data.csv, line 1: not a JSON object")]
    public void A_file_at_fault_gives_one_line(string content, string expected) =>
        Assert.StartsWith(Path.Combine(folder.Path, expected), Message(() => TextDataset.Load(folder.Write("data.csv", content))), StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_a_folder_and_a_locked_file_are_told_apart()
    {
        string locked = folder.Write("locked.csv", "a,b\n");
        using FileStream other = new(locked, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.EndsWith("none.csv: no such file.", Message(() => TextDataset.FromCsv(Path.Combine(folder.Path, "none.csv"))), StringComparison.Ordinal);
        Assert.EndsWith(": is a directory; name a file.", Message(() => TextDataset.FromCsv(folder.Path)), StringComparison.Ordinal);
        Assert.Contains("locked.csv: cannot be read (", Message(() => TextDataset.FromCsv(locked)), StringComparison.Ordinal);
        Assert.EndsWith(": no such folder.", Message(() => TextDataset.FromFolder(Path.Combine(folder.Path, "none"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_column_lists_those_there_are()
    {
        string path = folder.Write("data.csv", "Review,Sentiment\na b,x\nc d,y\n");
        Assert.EndsWith(": no column 'Text'; the columns are 'Review', 'Sentiment'.", Message(() => TextDataset.FromCsv(path, text: "Text")), StringComparison.Ordinal);
        string plain = folder.Write("plain.csv", "x,a b\ny,c d\nx,e f\n");
        Assert.EndsWith(": no column 'Text'; the table has no header, so say a number from 1 to 2.", Message(() => TextDataset.FromCsv(plain, text: "Text")), StringComparison.Ordinal);
        Assert.Contains("as both text and label", Message(() => TextDataset.FromCsv(path, "Review", "1")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, 3)]
    [InlineData(70_000, 3)]
    public void Invalid_utf8_is_found_wherever_it_lies(int padding, int line)
    {
        byte[] head = Encoding.UTF8.GetBytes($"text,label\n{new string('é', padding)},x\n");
        string path = folder.Write("latin.csv", [.. head, .. "caf"u8, 0xE9, .. ",y\n"u8]);
        Assert.Contains($"latin.csv, line {line}: not UTF-8 (byte 0xE9)", Message(() => TextDataset.FromCsv(path)), StringComparison.Ordinal);
        string cut = folder.Write("cut.csv", [.. head, 0xC3]);
        Assert.Contains($"cut.csv, line {line}: not UTF-8 (byte 0xC3)", Message(() => TextDataset.FromCsv(cut)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_character_cut_by_the_read_buffer_is_whole_again()
    {
        // Four-byte characters at every offset against the buffer's power of two.
        for (int shift = 0; shift < 4; shift++)
        {
            string text = new string('x', shift) + string.Concat(Enumerable.Repeat("😀", 40_000));
            string path = folder.Write($"emoji{shift}.csv", $"text,label\n{text},x\nb,y\n");
            Assert.Equal(text, TextDataset.FromCsv(path, "text", "label")[0].Text);
        }
    }

    [Fact]
    public void Other_formats_are_recognised()
    {
        Assert.Contains("UTF-16", Message(() => TextDataset.FromCsv(folder.Write("u.csv", Encoding.Unicode.GetPreamble()))), StringComparison.Ordinal);
        Assert.Contains("Parquet", Message(() => TextDataset.Load(folder.Write("p.parquet", "PAR1\u0015\u0004"))), StringComparison.Ordinal);
        Assert.Contains("zip archive", Message(() => TextDataset.Load(folder.Write("b.xlsx", "PK\u0003\u0004"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_gzip_file_gives_one_line()
    {
        byte[] good = TemporaryFolder.Gzip("text,label\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"words number {i * i},{i % 2}\n")));
        // Each cut, by a few bytes or by half, would otherwise lose the last texts without a word.
        foreach (int left in new[] { good.Length / 2, good.Length - 9, good.Length - 4, good.Length - 1 })
        {
            Assert.Contains("may be damaged or cut off", Message(() => TextDataset.Load(folder.Write($"cut{left}.csv.gz", good[..left]))), StringComparison.Ordinal);
        }
        Assert.Equal(5000, TextDataset.Load(folder.Write("whole.csv.gz", good)).Count);
        Assert.Equal(5001, TextDataset.Load(folder.Write("two.csv.gz", [.. good, .. TemporaryFolder.Gzip("another member,1\n")])).Count);
        good[good.Length / 2] ^= 0xFF;
        good[good.Length / 2 + 1] ^= 0xFF;
        Assert.Contains("damaged.csv.gz", Message(() => TextDataset.Load(folder.Write("damaged.csv.gz", good))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_over_the_limit_is_named_with_its_line()
    {
        string huge = folder.Write("huge.csv", $"text,label\na b,x\n{new string('x', 10_000_000)},y\n");
        Assert.Contains("huge.csv, line 3: field 1 has 10000000 characters, the limit is 1048576", Message(() => TextDataset.FromCsv(huge)), StringComparison.Ordinal);
        Assert.Equal(2, TextDataset.FromCsv(huge, new TextDatasetOptions(MaximumTextLength: 20_000_000)).Count);
        string json = folder.Write("huge.jsonl", $"{{\"text\": \"{new string('x', 2_000_000)}\", \"label\": 1}}\n");
        Assert.Contains("huge.jsonl, line 1: 'text' has 2000000 characters", Message(() => TextDataset.Load(json)), StringComparison.Ordinal);
        string[] lines = [folder.Write("a.txt", "fine\n" + new string('x', 2_000_000)), folder.Write("b.txt", "b")];
        Assert.Contains("a.txt, line 2: longer than 1048576 characters", Message(() => TextDataset.FromFiles(lines)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_left_open_in_a_huge_file_stops_at_the_limit()
    {
        string path = folder.Write("open.csv", "text,label\na b,x\n\"c d,y\n" + string.Concat(Enumerable.Repeat("some more text,x\n", 1_200_000)));
        Assert.Contains("open.csv, line 3: a row of more than 16777216 bytes begins here", Message(() => TextDataset.FromCsv(path)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_label_at_evaluation_lists_the_known_ones()
    {
        string path = folder.Write("test.csv", "label,text\nbad,a b\nmixed,c d\n");
        Assert.EndsWith("test.csv, line 3: label 'mixed' is unknown; known are 'bad', 'good'.",
            Message(() => TextDataset.FromCsv(path, new TextDatasetOptions(["text"], "label", Classes: ["bad", "good"]))), StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_that_are_no_data_set_say_what_to_name_instead()
    {
        folder.Write("tables/train.csv", "a,b");
        folder.Write("parts/train/pos/1.txt", "a");
        folder.Write("parts/test/pos/1.txt", "a");
        folder.Write("empty/.hidden", "a");
        Assert.Contains("the folder holds tables; name the one to read, such as", Message(() => TextDataset.Load(Path.Combine(folder.Path, "tables"))), StringComparison.Ordinal);
        Assert.Contains("divided into parts; name the one to read, such as", Message(() => TextDataset.Load(Path.Combine(folder.Path, "parts"))), StringComparison.Ordinal);
        Assert.Contains("holds no text", Message(() => TextDataset.Load(Path.Combine(folder.Path, "empty"))), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    static string Message(Func<object> read)
    {
        string message = Assert.Throws<InvalidDataException>(read).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
