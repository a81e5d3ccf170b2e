using CsCheck;
using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class TextDatasetTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    [Fact]
    public void A_csv_is_read_by_column_names_in_any_order_and_case()
    {
        string path = folder.Write("reviews.csv", "id,Sentiment,Review\n1,good,\"not bad,\nat all\"\n2,bad,not good\n3,good,\"a \"\"hit\"\"\"\n");
        TextDataset data = TextDataset.FromCsv(path, text: "review", label: "Sentiment");
        Assert.Equal(["bad", "good"], data.ClassNames);
        Assert.Equal([new("not bad,\nat all", 1), new("not good", 0), new("a \"hit\"", 1)], data);
        Assert.Equal([1, 2], data.ClassCounts);
        Assert.Equal(1, data.MajorityClass);
        Assert.Empty(data.Notes);
    }

    [Fact]
    public void A_program_may_hand_over_texts_that_it_holds()
    {
        TextDataset data = TextDataset.From([("not bad", "good"), ("", " bad "), ("not good", "bad")]);
        Assert.Equal(["bad", "good"], data.ClassNames);
        Assert.Equal([new("not bad", 1), new("", 0), new("not good", 0)], data);
        Assert.Equal("mails, line 2: the label is empty; fill it in, remove the row, or choose another column for the labels.",
            Assert.Throws<InvalidDataException>(() => TextDataset.From([("a", "b"), ("c", " ")], source: "mails")).Message);
        Assert.Throws<InvalidDataException>(() => TextDataset.From([("a", "b"), ("c", "b")]));
        Assert.Throws<InvalidDataException>(() => TextDataset.From([]));
    }

    [Fact]
    public void Columns_may_be_numbers_and_several_are_joined()
    {
        string path = folder.Write("news.csv", "3,Title one,Body one\n1,Title two,Body two\n");
        TextDataset data = TextDataset.FromCsv(path, new TextDatasetOptions(Text: ["3", "2"], Label: "1"));
        Assert.Equal([new("Body one Title one", 1), new("Body two Title two", 0)], data);
    }

    [Fact]
    public void Number_labels_are_sorted_by_value_and_others_ordinally()
    {
        Assert.Equal(["-1", "2", "10"], TextDataset.FromCsv(folder.Write("n.csv", "label,text\n10,a b\n2,c d\n-1,e f\n2,g h\n"), "text", "label").ClassNames);
        Assert.Equal(["10", "2", "B", "a"], TextDataset.FromCsv(folder.Write("o.csv", "label,text\n10,a b\n2,c d\na,e f\nB,g h\n"), "text", "label").ClassNames);
    }

    [Theory]
    [InlineData("sms_spam/SMSSpamCollection.tsv", 5574, "ham,spam", "text column 2, label column 1")]
    [InlineData("sst/sst2_train.tsv", 6920, "0,1", "text column 'sentence', label column 'label'")]
    [InlineData("imdb/imdb_train.tsv.gz", 24996, "0,1", "text column 'review', label column 'label'")]
    [InlineData("ag_news/train_subset.csv.gz", 16496, "World,Sports,Business,Sci/Tech", "text columns 2 + 3, label column 1")]
    [InlineData("ag_news/train_extra.csv.gz", 32646, "World,Sports,Business,Sci/Tech", "text column 3, label column 1")]
    [InlineData("movie_review_polarity", 10662, "neg,pos", "2 files, one class each")]
    [InlineData("names", 20050, "Arabic,Chinese,Czech,Dutch,English,French,German,Greek,Irish,Italian,Japanese,Korean,Polish,Portuguese,Russian,Scottish,Spanish,Vietnamese", "18 files, one class each")]
    public void Real_data_needs_no_word_about_its_form(string relative, int count, string classes, string note)
    {
        TextDataset data = TextDataset.Load(SharedData.Path(relative));
        Assert.Equal(count, data.Count);
        Assert.Equal(classes.Split(','), data.ClassNames);
        Assert.Contains(data.Notes, text => text.StartsWith(note, StringComparison.Ordinal));
    }

    [Fact]
    public void Html_and_quotes_of_a_tab_separated_text_stay_as_they_are()
    {
        string path = folder.Write("quotes.tsv", "ham\t\"Yes\" she said\nspam\tWIN \"NOW\"\nham\t\"\nspam\t5\" screen\n");
        Assert.Equal(["\"Yes\" she said", "WIN \"NOW\"", "\"", "5\" screen"], TextDataset.FromCsv(path).Select(item => item.Text));
    }

    [Fact]
    public void A_tab_separated_table_written_with_quotes_is_read_with_quotes()
    {
        string path = folder.Write("quoted.tsv", "\"label\"\t\"text\"\n\"a\"\t\"one\ttwo\"\n\"b\"\t\"say \"\"hi\"\"\"\n\"a\"\t\"x\ny\"\n");
        Assert.Equal(["one\ttwo", "say \"hi\"", "x\ny"], TextDataset.FromCsv(path).Select(item => item.Text));
    }

    [Theory]
    [InlineData("text;label\nnot bad, at all;good\nnot good, no;bad\n")]
    [InlineData("text|label\nnot bad, at all|good\nnot good, no|bad\n")]
    [InlineData("\uFEFFtext,label\r\n\"not bad, at all\",good\r\n\r\n\"not good, no\",bad")]
    [InlineData("{\"label\": \"good\", \"id\": 7, \"text\": \"not bad, at all\"}\n\n{\"text\": \"not good, no\", \"label\": \"bad\"}")]
    public void The_form_is_told_by_the_content(string content)
    {
        foreach (string path in new[] { folder.Write("plain", content), folder.Write("zipped", TemporaryFolder.Gzip(content)) })
        {
            TextDataset data = TextDataset.Load(path);
            Assert.Equal([new("not bad, at all", 1), new("not good, no", 0)], data);
            Assert.Equal(["bad", "good"], data.ClassNames);
        }
    }

    [Fact]
    public void The_named_label_is_preferred_to_one_with_fewer_values()
    {
        string rows = string.Concat(Enumerable.Range(0, 30).Select(i => $"{i % 2},{i},some text of number {i},c{i % 5}\n"));
        TextDataset data = TextDataset.FromCsv(folder.Write("named.csv", "flag,id,text,category\n" + rows));
        Assert.Equal(["c0", "c1", "c2", "c3", "c4"], data.ClassNames);
        Assert.Equal(["text column 'text', label column 'category' (guessed; say --text and --label to choose)"], data.Notes);
    }

    [Fact]
    public void An_index_column_without_a_name_does_not_hide_the_header()
    {
        TextDataset data = TextDataset.FromCsv(folder.Write("pandas.csv", ",text,label\n0,a fine day,x\n1,a bad day,y\n"));
        Assert.Equal(2, data.Count);
        Assert.Equal(["x", "y"], data.ClassNames);
    }

    [Fact]
    public void A_header_can_be_forced_and_forbidden()
    {
        string path = folder.Write("two.csv", "good,fine words\nbad,poor words\n");
        Assert.Equal(2, TextDataset.FromCsv(path, new TextDatasetOptions(Header: false)).Count);
        string repeated = folder.Write("repeated.csv", "label,text\nlabel,one two\nother,three\n");
        Assert.Equal(3, TextDataset.FromCsv(repeated).Count);
        Assert.Equal(2, TextDataset.FromCsv(repeated, new TextDatasetOptions(Header: true)).Count);
    }

    [Fact]
    public void Each_folder_is_a_class_and_each_file_in_it_a_text()
    {
        folder.Write("data/pos/1.txt", "fine\n");
        folder.Write("data/pos/2.txt", "two\nlines");
        folder.Write("data/neg/1.txt", "poor");
        folder.Write("data/neg/3.txt", "");
        TextDataset data = TextDataset.Load(Path.Combine(folder.Path, "data"));
        Assert.Equal(["neg", "pos"], data.ClassNames);
        Assert.Equal([new("poor", 0), new("fine", 1), new("two\nlines", 1)], data);
        Assert.Contains("1 empty file left out", data.Notes);
    }

    [Fact]
    public void Each_file_is_a_class_and_each_line_a_text()
    {
        string[] paths = [folder.Write("pos.txt", "fine\n\nvery fine\n"), folder.Write("neg.txt.gz", TemporaryFolder.Gzip("poor"))];
        TextDataset data = TextDataset.FromFiles(paths);
        Assert.Equal(["neg", "pos"], data.ClassNames);
        Assert.Equal([new("fine", 1), new("very fine", 1), new("poor", 0)], data);
        Assert.Contains("1 empty line left out", data.Notes);
    }

    [Fact]
    public void Known_classes_keep_their_order_and_may_be_absent()
    {
        string path = folder.Write("test.csv", "label,text\n0,a b c\n0,d e f\n");
        TextDataset data = TextDataset.FromCsv(path, new TextDatasetOptions(["text"], "label", Classes: ["positive", "negative"],
            LabelNames: new Dictionary<string, string> { ["0"] = "negative", ["1"] = "positive" }));
        Assert.Equal(["positive", "negative"], data.ClassNames);
        Assert.All(data, item => Assert.Equal(1, item.Label));
    }

    [Fact]
    public void A_table_written_and_read_is_the_same()
    {
        Gen<string> field = Gen.String[Gen.Char.Where(c => c != '\0' && !char.IsSurrogate(c)), 0, 20];
        Gen<string> awkward = Gen.Int[0, 6].Array[0, 8].Select(picks => string.Concat(picks.Select(i => ",\"\n\r\t a"[i])));
        int file = 0;
        Gen.Select(Gen.OneOf(field, awkward), Gen.Bool).List[2, 12].Sample(rows =>
        {
            List<(string Text, bool Label)> all = [.. rows, ("x", true), ("y", false)];
            string csv = string.Concat(all.Select(row => $"{Quote(row.Text)},{(row.Label ? "yes" : "no")}\n"));
            string path = folder.Write($"{Interlocked.Increment(ref file)}.csv", "text,label\n" + csv);
            TextDataset data = TextDataset.FromCsv(path, "text", "label");
            Assert.Equal(all.Select(row => new LabeledText(row.Text, row.Label ? 1 : 0)), data);
        });

        static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    [Fact]
    public void Balance_is_told_in_one_line_and_can_be_weighed_up()
    {
        TextDataset data = new("memory", ["a", "b", "c"], [new("1", 0), new("2", 0), new("3", 0), new("4", 1)]);
        Assert.Equal("3 classes: a 3, b 1, c 0; some are empty", data.BalanceSummary);
        Assert.Equal([4f / 6, 4f / 2, 0f], data.BalancedClassWeights());
    }

    public void Dispose() => folder.Dispose();
}
