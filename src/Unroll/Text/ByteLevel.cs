using System.Text;

namespace Unroll.Text;

/// <summary>
/// How byte-level vocabularies write bytes as printable characters: those that print in Latin-1 stand for themselves, the others
/// for U+0100 and on, in order. Radford et al. (2019).
/// </summary>
static class ByteLevel
{
    static readonly char[] Characters = MakeCharacters();
    static readonly Dictionary<char, byte> Bytes = Enumerable.Range(0, 256).ToDictionary(value => Characters[value], value => (byte)value);

    /// <summary>The character for a byte.</summary>
    internal static char CharacterOf(byte value) => Characters[value];

    /// <summary>The bytes of a token; a character that stands for no byte is taken as itself.</summary>
    internal static byte[] BytesOf(string token)
    {
        List<byte> bytes = [];
        foreach (Rune rune in token.EnumerateRunes())
        {
            if (rune.IsBmp && Bytes.TryGetValue((char)rune.Value, out byte value))
            {
                bytes.Add(value);
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
            }
        }

        return [.. bytes];
    }

    static char[] MakeCharacters()
    {
        char[] characters = new char[256];
        int others = 0;
        for (int value = 0; value < characters.Length; value++)
        {
            bool prints = value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE;
            characters[value] = (char)(prints ? value : 256 + others++);
        }

        return characters;
    }
}
