using System.Text;

namespace Unroll.Text;

/// <summary>
/// The characters in which byte-level vocabularies write bytes: printable ones of Latin 1 as themselves, the others from U+0100 on
/// in the order of the bytes; a space is U+0120. So any text has tokens, and tokens give back the very text (Radford et al. 2019).
/// </summary>
static class ByteLevelAlphabet
{
    static readonly char[] CharacterOfByte = Characters();
    static readonly Dictionary<char, byte> ByteOfCharacter = CharacterOfByte.Index().ToDictionary(entry => entry.Item, entry => (byte)entry.Index);

    /// <summary>The character that stands for each byte, [256].</summary>
    internal static ReadOnlySpan<char> Alphabet => CharacterOfByte;

    /// <summary>The bytes that a token spells; characters of no byte are left out.</summary>
    internal static byte[] Bytes(string token)
    {
        List<byte> bytes = new(token.Length);
        foreach (char c in token)
        {
            if (ByteOfCharacter.TryGetValue(c, out byte value)) bytes.Add(value);
        }
        return [.. bytes];
    }

    /// <summary>The text that tokens spell; bytes that are not UTF-8 become U+FFFD.</summary>
    internal static string Text(IEnumerable<string> tokens) => Encoding.UTF8.GetString([.. tokens.SelectMany(Bytes)]);

    static char[] Characters()
    {
        char[] characters = new char[256];
        char next = '\u0100';
        for (int value = 0; value < characters.Length; value++)
        {
            bool printable = value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE;
            characters[value] = printable ? (char)value : next++;
        }
        return characters;
    }
}
