using Unroll.Text;

namespace Unroll.Inspection.Microscope;

/// <summary>A token as a person reads it.</summary>
static class ShownToken
{
    /// <summary>Byte pairs are spelled in an alphabet of their own; all others are what they are.</summary>
    internal static string Of(string token, Tokenizer tokenizer) =>
        tokenizer.Description.Kind == TokenizerKind.Bpe && token != Vocabulary.Unknown ? ByteLevelAlphabet.Text([token]) : token;
}
