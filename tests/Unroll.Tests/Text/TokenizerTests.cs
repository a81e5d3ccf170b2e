using System.Text;
using System.Text.Json;
using CsCheck;
using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class TokenizerTests
{
    public static TheoryData<TokenizerKind> WithoutFiles =>
        [TokenizerKind.BasicEnglish, TokenizerKind.Word, TokenizerKind.Character, TokenizerKind.Byte];

    // Expected values follow from the replacements that torchtext documents for basic_english.
    [Theory]
    [InlineData("You can now install TorchText using pip!", "you|can|now|install|torchtext|using|pip|!")]
    [InlineData("It's (not) bad, is it?", "it|'|s|(|not|)|bad|,|is|it|?")]
    [InlineData("say \"hello\"; or: go\"od", "say|hello|or|good")]
    [InlineData("one<br />two<BR />three < br", "one|two|three|<|br")]
    [InlineData("ÄRGER  \t e.g. $3.50", "ärger|e|.|g|.|$3|.|50")]
    [InlineData("a\u001Cb\u00A0c\u2003d", "a|b|c|d")]
    [InlineData("", "")]
    public void Basic_english_parts_texts_as_documented(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', new BasicEnglishTokenizer().Tokenize(text)));

    [Theory]
    [InlineData("Don't panic!", "don't|panic|!")]
    [InlineData("the dogs' 'quoted' word’s", "the|dogs|'|'|quoted|'|word's")]
    [InlineData("naïve Ünïcode_2 x=3.14", "naïve|ünïcode_2|x|=|3|.|14")]
    [InlineData("東京タワー is tall", "東|京|タ|ワ|ー|is|tall")]
    [InlineData("हिन्दी Привет", "हिन्दी|привет")]
    [InlineData("a\0b\u200B", "a|b|\u200B")]
    [InlineData("ok 👍🏽!", "ok|👍|🏽|!")]
    public void Word_keeps_words_of_any_script_whole(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', new WordTokenizer().Tokenize(text)));

    [Fact]
    public void Word_keeps_case_when_asked_to() =>
        Assert.Equal(["Not", "ÄRGER"], new WordTokenizer(lowerCase: false).Tokenize("Not ÄRGER"));

    [Fact]
    public void Character_gives_scalar_values_and_keeps_spaces() =>
        Assert.Equal(["A", " ", "é", "😀", "\n"], new CharacterTokenizer().Tokenize("A é😀\n"));

    [Fact]
    public void Byte_gives_the_bytes_of_utf8() =>
        Assert.Equal(Encoding.UTF8.GetBytes("é€😀a"), new ByteTokenizer().Tokenize("é€😀a").Select(token => (byte)token.Single()));

    [Theory, MemberData(nameof(WithoutFiles))]
    public void An_unpaired_surrogate_counts_as_the_replacement_character(TokenizerKind kind)
    {
        Tokenizer tokenizer = Tokenizer.Create(new(kind));
        Assert.Equal(tokenizer.Tokenize("x\uFFFDy"), tokenizer.Tokenize("x\uD800y"));
    }

    [Theory, MemberData(nameof(WithoutFiles))]
    public void Any_string_is_accepted_and_no_token_is_empty(TokenizerKind kind)
    {
        Tokenizer tokenizer = Tokenizer.Create(new(kind));
        AnyText.Sample(text => Assert.DoesNotContain("", tokenizer.Tokenize(text)));
    }

    [Fact]
    public void Characters_put_together_are_the_text() => AnyText.Sample(text =>
        Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), string.Concat(new CharacterTokenizer().Tokenize(text))));

    [Theory, MemberData(nameof(WithoutFiles))]
    public void Ten_million_characters_are_one_text_like_any_other(TokenizerKind kind)
    {
        Tokenizer tokenizer = Tokenizer.Create(new(kind));
        TokenBuffer tokens = new();
        tokenizer.Tokenize(new string('x', 10_000_000), tokens);
        Assert.Equal(kind is TokenizerKind.Word or TokenizerKind.BasicEnglish ? 1 : 10_000_000, tokens.Count);
        Assert.Equal(10_000_000, Enumerable.Range(0, Math.Min(tokens.Count, 1)).Sum(i => tokens[i].Length) + tokens.Count - 1);
    }

    [Fact]
    public void A_buffer_is_reused_without_traces_of_the_last_text()
    {
        TokenBuffer tokens = new();
        Tokenizer tokenizer = new WordTokenizer();
        tokenizer.Tokenize("a much longer text", tokens);
        tokenizer.Tokenize("short", tokens);
        Assert.Equal(["short"], tokens.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = tokens[1]; });
    }

    [Theory]
    [InlineData(TokenizerKind.BasicEnglish, true)]
    [InlineData(TokenizerKind.Word, false)]
    [InlineData(TokenizerKind.Word, true)]
    [InlineData(TokenizerKind.Character, true)]
    [InlineData(TokenizerKind.Byte, false)]
    public void A_description_survives_json_and_makes_the_same_tokenizer(TokenizerKind kind, bool lowerCase)
    {
        TokenizerDescription description = Tokenizer.Create(new(kind, lowerCase)).Description;
        TokenizerDescription? read = JsonSerializer.Deserialize<TokenizerDescription>(JsonSerializer.Serialize(description));
        Assert.Equal(new(kind, lowerCase), read);
        Assert.Equal(Tokenizer.Create(new(kind, lowerCase)).Tokenize("Don't STOP"), Tokenizer.Create(read!).Tokenize("Don't STOP"));
    }

    [Fact]
    public void A_subword_tokenizer_without_a_folder_is_the_callers_mistake() =>
        Assert.Throws<ArgumentException>(() => Tokenizer.Create(new(TokenizerKind.Bpe)));

    const string Awkward = "\uD800\uDC00\0aİ\"'<br /> 東";

    static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String[Gen.Char, 0, 60],
        Gen.Int[0, Awkward.Length - 1].Array[0, 30].Select(picks => string.Concat(picks.Select(i => Awkward[i]))));
}
