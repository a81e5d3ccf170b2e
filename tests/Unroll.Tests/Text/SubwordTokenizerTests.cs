using CsCheck;
using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class SubwordTokenizerTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    [Fact]
    public void Wordpiece_takes_the_longest_pieces()
    {
        SubwordTokenizer tokenizer = SubwordTokenizer.LoadWordPiece(WordPieceVocabulary());
        Assert.Equal(["not", "play", "##ing", "!", "[UNK]"], tokenizer.Tokenize("Not playing! zzz"));
    }

    [Fact]
    public void Byte_pairs_are_merged_in_the_order_of_the_merges()
    {
        // l+o comes before o+w, so "low" becomes lo + w even though "ow" is a token too.
        SubwordTokenizer tokenizer = LoadBpe();
        Assert.Equal(["lo", "w", "\u0120lo"], tokenizer.Tokenize("low lo"));
    }

    [Fact]
    public void A_tokenizer_is_made_again_from_its_description_and_files()
    {
        foreach (SubwordTokenizer tokenizer in new[] { SubwordTokenizer.LoadWordPiece(WordPieceVocabulary()), LoadBpe() })
        {
            using TemporaryFolder copy = new();
            foreach ((string name, ReadOnlyMemory<byte> content) in tokenizer.Files) copy.Write(name, content.ToArray());
            Tokenizer again = Tokenizer.Create(tokenizer.Description, copy.Path);
            Assert.Equal(tokenizer.Tokenize("not low playing"), again.Tokenize("not low playing"));
        }
    }

    [Fact]
    public void Any_string_is_accepted()
    {
        Tokenizer[] tokenizers = [SubwordTokenizer.LoadWordPiece(WordPieceVocabulary()), LoadBpe()];
        Gen.String[Gen.Char, 0, 60].Sample(text =>
        {
            foreach (Tokenizer tokenizer in tokenizers) Assert.DoesNotContain("", tokenizer.Tokenize(text));
        });
    }

    [Fact]
    public void A_long_text_without_spaces_takes_no_longer_than_its_length_allows()
    {
        string text = string.Concat(Enumerable.Repeat("low", 100_000));
        TokenBuffer tokens = new();
        LoadBpe().Tokenize(text, tokens);
        Assert.True(tokens.Count >= 200_000);
    }

    [Theory]
    [InlineData("", "the")]
    [InlineData("[]", "[UNK]")]
    [InlineData("{\"a\": \"b\"}", "\n\n")]
    [InlineData("{\"a\": 1", "[UNK]\n[UNK]")]
    public void Damaged_files_give_one_line(string bpe, string wordPiece)
    {
        string vocabulary = folder.Write("vocab.json", bpe), merges = folder.Write("merges.txt", "l o"), pieces = folder.Write("vocab.txt", wordPiece);
        string first = Assert.Throws<InvalidDataException>(() => SubwordTokenizer.LoadBpe(vocabulary, merges)).Message;
        string second = Assert.Throws<InvalidDataException>(() => SubwordTokenizer.LoadWordPiece(pieces)).Message;
        Assert.StartsWith(vocabulary, first, StringComparison.Ordinal);
        Assert.StartsWith(pieces, second, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', first + second);
    }

    public void Dispose() => folder.Dispose();

    string WordPieceVocabulary() => folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nnot\nplay\n##ing\n!\nlow\n");

    SubwordTokenizer LoadBpe() => SubwordTokenizer.LoadBpe(
        folder.Write("vocab.json", """{"l":0,"o":1,"w":2,"lo":3,"ow":4,"\u0120":5,"\u0120lo":6,"n":7,"t":8}"""),
        folder.Write("merges.txt", "#version: 0.2\nl o\no w\n\u0120 lo\n"));
}
