using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class TextAssemblerTests
{
    [Theory]
    [InlineData(TokenizerKind.Character, "Grüße 😀,\n\tÄ.")]
    [InlineData(TokenizerKind.Byte, "Grüße 😀,\n\tÄ.")]
    [InlineData(TokenizerKind.Whitespace, "mr. <unk> is chairman , he said")]
    [InlineData(TokenizerKind.Word, "it costs 5%, don't (ever) ask: why?")]
    public void Tokens_put_together_are_the_text(TokenizerKind kind, string text)
    {
        Tokenizer tokenizer = Tokenizer.Create(new(kind, LowerCase: false));
        TextAssembler assembler = new(tokenizer.Description, isLineStart: true);
        Assert.Equal(text, string.Concat(tokenizer.Tokenize(text).Select(assembler.Next)));
    }

    [Fact]
    public void A_character_comes_when_its_last_byte_has_come()
    {
        TextAssembler assembler = new(new(TokenizerKind.Byte), isLineStart: false);
        Assert.Equal(["", "", "", "😀", "!"], new ByteTokenizer().Tokenize("😀!").Select(assembler.Next));
    }

    [Fact]
    public void A_word_after_other_text_gets_a_space_and_a_new_line_none()
    {
        TextAssembler assembler = new(new(TokenizerKind.Word), isLineStart: false);
        Assert.Equal([" cat", ".", "\n", "the", " dog"], new[] { assembler.Next("cat"), assembler.Next("."), assembler.EndLine(), assembler.Next("the"), assembler.Next("dog") });
    }

    [Theory]
    [InlineData("\u0120the", " the")]
    [InlineData("\u010A", "\n")]
    [InlineData("\u00C3\u00BC", "ü")]
    public void Byte_level_tokens_are_the_bytes_they_stand_for(string token, string text) =>
        Assert.Equal(text, new TextAssembler(new(TokenizerKind.Bpe), isLineStart: false).Next(token));

    [Fact]
    public void Every_byte_has_a_character_of_its_own()
    {
        Assert.Equal(256, ByteLevelAlphabet.Alphabet.ToArray().Distinct().Count());
        Assert.All(Enumerable.Range(0, 256), value => Assert.Equal([(byte)value], ByteLevelAlphabet.Bytes($"{ByteLevelAlphabet.Alphabet[value]}")));
    }
}
