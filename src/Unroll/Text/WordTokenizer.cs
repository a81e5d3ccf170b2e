using System.Globalization;
using System.Text;

namespace Unroll.Text;

/// <summary>
/// Words of any script and single marks. A word is a run of letters, digits, combining marks and underscores; an apostrophe
/// between two letters stays inside ("don't"). Han and kana characters, written without spaces, are a token each.
/// White space and control characters part words; every other character is a token of its own.
/// </summary>
/// <param name="lowerCase">Whether letters are lower-cased.</param>
public sealed class WordTokenizer(bool lowerCase = true) : Tokenizer
{
    /// <inheritdoc/>
    public override TokenizerDescription Description => new(TokenizerKind.Word, lowerCase);

    /// <inheritdoc/>
    protected override void Split(ReadOnlySpan<char> text, TokenBuffer tokens)
    {
        bool afterLetter = false;
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            if (char.IsAsciiLetterOrDigit(c) || c == '_')
            {
                tokens.Append(lowerCase ? char.ToLowerInvariant(c) : c);
                afterLetter = true;
                i++;
            }
            else if (c is '\'' or '\u2019' && afterLetter && i + 1 < text.Length && char.IsLetter(text[i + 1]))
            {
                tokens.Append('\'');
                afterLetter = false;
                i++;
            }
            else
            {
                i += ScalarValues.Next(text[i..], lowerCase, out Rune rune);
                afterLetter = Place(rune, tokens);
            }
        }
    }

    /// <summary>Puts a character where it belongs; returns whether a word is being written after it.</summary>
    static bool Place(Rune rune, TokenBuffer tokens)
    {
        if (IsWithoutSpaces(rune.Value) || !IsPartOfWord(rune))
        {
            tokens.EndToken();
            if (!Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune)) ScalarValues.Append(rune, tokens);
            tokens.EndToken();
            return false;
        }
        ScalarValues.Append(rune, tokens);
        return true;
    }

    static bool IsPartOfWord(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter
        or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.EnclosingMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber
        or UnicodeCategory.OtherNumber or UnicodeCategory.ConnectorPunctuation;

    // Hiragana and Katakana; the Han blocks of the basic plane; the supplementary and tertiary ideographic planes.
    static bool IsWithoutSpaces(int value) => value is >= 0x3041 and <= 0x30FF or >= 0x3400 and <= 0x4DBF
        or >= 0x4E00 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF;
}
