using System.IO.Compression;
using System.Text;
using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class ColumnFileTests : IDisposable
{
    const string ConllU = """
        # newdoc id = d
        # text = Don't go.
        1-2	Don't	_	_	_	_	_	_	_	_
        1	Do	do	AUX	VB	Mood=Imp	3	aux	3:aux	_
        2	n't	not	PART	RB	_	3	advmod	3:advmod	_
        2.1	you	you	PRON	PRP	_	_	_	3:nsubj	_
        3	go	go	VERB	VB	_	0	root	0:root	SpaceAfter=No
        4	.	.	PUNCT	.	_	3	punct	3:punct	_

        # sent_id = 2
        1	#	#	SYM	NN	_	0	root	0:root	_


        # a comment at the end

        """;

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ConllU_is_read_without_ranges_and_empty_nodes()
    {
        TaggedDataset data = TaggedDataset.FromColumns(folder.Write("a.conllu", ConllU));
        Assert.Equal(["Do n't go .", "#"], data.Select(sentence => string.Join(' ', sentence.Words)));
        Assert.Equal(["AUX PART VERB PUNCT", "SYM"], data.Select(sentence => string.Join(' ', sentence.Tags)));
        Assert.Equal(["AUX", "PART", "PUNCT", "SYM", "VERB"], data.TagNames);
        Assert.Equal(5, data.WordCount);
        Assert.Equal(["CoNLL-U: words in column 2, tags in column 4"], data.Notes);
    }

    [Theory]
    [InlineData("xpos", "VB RB VB .")]
    [InlineData("5", "VB RB VB .")]
    [InlineData("DEPREL", "aux advmod root punct")]
    public void Another_column_of_ConllU_can_be_the_tags(string column, string expected) =>
        Assert.Equal(expected, string.Join(' ', TaggedDataset.FromColumns(folder.Write("a.conllu", ConllU), new(Tag: column))[0].Tags));

    [Fact]
    public void ConllU_is_written_with_other_tags_and_everything_else_as_it_was()
    {
        ColumnSentence[] sentences = [.. ColumnFile.Read(folder.Write("a.conllu", ConllU))];
        Assert.Equal(ConllU, Written(sentences, sentence => sentence.Tags));
        string expected = ConllU.Replace("\tAUX\t", "\tX\t", StringComparison.Ordinal).Replace("\tPART\t", "\tX\t", StringComparison.Ordinal)
            .Replace("\tVERB\t", "\tX\t", StringComparison.Ordinal).Replace("\tPUNCT\t", "\tX\t", StringComparison.Ordinal).Replace("\tSYM\t", "\tX\t", StringComparison.Ordinal);
        Assert.Equal(expected, Written(sentences, sentence => [.. sentence.Words.Select(_ => "X")]));
    }

    [Fact]
    public void Older_forms_are_written_with_one_more_column()
    {
        const string content = "\nHe PRP B-NP\nreckons VBZ  B-VP\n\n\n# NN B-NP\n";
        ColumnSentence[] sentences = [.. ColumnFile.Read(folder.Write("a.txt", content))];
        Assert.Equal(["He reckons", "#"], sentences.Select(sentence => string.Join(' ', sentence.Words)));
        Assert.Equal("\nHe PRP B-NP T0\nreckons VBZ  B-VP T1\n\n\n# NN B-NP T0\n", Written(sentences, sentence => [.. sentence.Words.Select((_, i) => $"T{i}")]));
        Assert.Equal("PRP VBZ", string.Join(' ', TaggedDataset.FromColumns(Path.Combine(folder.Path, "a.txt"), new(Tag: "2"))[0].Tags));
    }

    [Fact]
    public void A_word_alone_on_its_line_can_be_tagged_but_not_learned_from()
    {
        string path = folder.Write("a.txt", "#\na\nb\n");
        ColumnSentence sentence = Assert.Single(ColumnFile.Read(path));
        Assert.Equal(["#", "a", "b"], sentence.Words);
        Assert.Equal(["# X", "a Y", "b Z"], sentence.LinesWith(["X", "Y", "Z"]));
        Assert.Equal($"{path}, line 2: one column; a word and its tag are two, separated by a tab or a space.",
            Assert.Throws<InvalidDataException>(() => TaggedDataset.FromColumns(path)).Message);
    }

    [Fact]
    public void Gzip_and_Windows_line_ends_make_no_difference()
    {
        string path = folder.Write("a.conllu.gz", TemporaryFolder.Gzip(ConllU.Replace("\n", "\r\n", StringComparison.Ordinal)));
        Assert.Equal(ConllU, Written([.. ColumnFile.Read(path)], sentence => sentence.Tags));
    }

    [Theory]
    [InlineData("a\tX\nb\n", ", line 2: expected 2 columns as in line 1, got 1; a line holds a word with its columns, and an empty line ends a sentence.")]
    [InlineData("\na X\n\nb Y Z\n", ", line 4: expected 2 columns as in line 2, got 3; a line holds a word with its columns, and an empty line ends a sentence.")]
    [InlineData("a\tX\n\tY\n", ", line 2: column 1 is empty; write _ where there is nothing to say.")]
    [InlineData("# c\n1\ta\t_\tX\t_\t_\t_\t_\t_\t_\n2\tb\t_\tY\n",
        ", line 3: expected 10 columns between tabs (CoNLL-U), got 4; a line holds a word with its columns, and an empty line ends a sentence.")]
    [InlineData("1\ta\t_\tX\t_\t_\t_\t_\t_\t_\nb\tb\t_\tX\t_\t_\t_\t_\t_\t_\n",
        ", line 2: the ID 'b' is no number, no range such as 3-4 and no empty node such as 5.1.")]
    [InlineData("1\ta\t_\tX\t_\t_\t_\t_\t_\t_\n2\tb\t_\t_\t_\t_\t_\t_\t_\t_\n", ", line 2: the word 'b' has no tag in column 4, only _.")]
    [InlineData("", ": the file is empty.")]
    [InlineData("\n \n\n", ": holds no sentence.")]
    public void What_is_wrong_is_named_with_its_line(string content, string message)
    {
        string path = folder.Write("bad.txt", content);
        Assert.Equal(path + message, Assert.Throws<InvalidDataException>(() => TaggedDataset.FromColumns(path)).Message);
    }

    [Fact]
    public void A_column_that_is_not_there_is_named_with_those_that_are()
    {
        string path = folder.Write("a.txt", "a X\n");
        Assert.Equal($"{path}: there is no column '3'; columns are 1 to 2.",
            Assert.Throws<InvalidDataException>(() => TaggedDataset.FromColumns(path, new(Tag: "3"))).Message);
        path = folder.Write("a.conllu", ConllU);
        Assert.Equal($"{path}: there is no column 'POS'; columns are 1 to 10 or ID, FORM, LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL, DEPS, MISC.",
            Assert.Throws<InvalidDataException>(() => TaggedDataset.FromColumns(path, new(Tag: "POS"))).Message);
    }

    [Theory]
    [InlineData("train", 12544, 204577)]
    [InlineData("dev", 2001, 25147)]
    [InlineData("test", 2077, 25094)]
    public void The_real_treebank_has_its_published_size_and_comes_out_as_it_went_in(string part, int sentences, long words)
    {
        string path = SharedData.Path($"ud_english_ewt/en_ewt-ud-{part}.conllu.gz");
        TaggedDataset data = TaggedDataset.FromColumns(path);
        Assert.Equal((sentences, words, 17), (data.Count, data.WordCount, data.TagNames.Count));
        if (part == "dev")
        {
            using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            Assert.Equal(reader.ReadToEnd(), Written([.. ColumnFile.Read(path)], sentence => sentence.Tags));
        }
    }

    [Fact]
    public void Damage_anywhere_is_either_read_or_refused_in_one_line()
    {
        RandomSource random = new(seed: 5);
        byte[] whole = Encoding.UTF8.GetBytes(ConllU);
        for (int i = 0; i < 200; i++)
        {
            byte[] damaged = [.. whole];
            for (int change = random.NextInt(4); change >= 0; change--)
            {
                damaged[random.NextInt(damaged.Length)] = (byte)"\t\n# 1-._a\xFF"[random.NextInt(10)];
            }

            try
            {
                TaggedDataset data = TaggedDataset.FromColumns(folder.Write("a.conllu", damaged[..(1 + random.NextInt(damaged.Length))]));
                Assert.All(data, sentence => Assert.Equal(sentence.Words.Count, sentence.Tags.Count));
            }
            catch (InvalidDataException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
                Assert.Contains("a.conllu", exception.Message, StringComparison.Ordinal);
            }
        }
    }

    static string Written(ColumnSentence[] sentences, Func<ColumnSentence, IReadOnlyList<string>> tags) =>
        string.Concat(sentences.SelectMany(sentence => sentence.LinesWith(tags(sentence))).Select(line => line + "\n"));
}
