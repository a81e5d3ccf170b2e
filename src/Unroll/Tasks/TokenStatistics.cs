using Unroll.Text;

namespace Unroll.Tasks;

/// <summary>How long texts are in tokens, and how many of those a model does not know.</summary>
/// <param name="Texts">Texts that were read.</param>
/// <param name="Tokens">Tokens in them, also those behind the end of what the model reads.</param>
/// <param name="Unknown">Tokens that are not in the model's vocabulary; it reads all of them alike.</param>
/// <param name="Median">Tokens of a text in the middle of all; 0 where there are no texts.</param>
/// <param name="Percentile95">Tokens that no more than a twentieth of the texts exceeds.</param>
/// <param name="Longest">Tokens of the longest text.</param>
/// <param name="Cut">Texts that are longer than what the model reads.</param>
public sealed record TokenStatistics(int Texts, long Tokens, long Unknown, int Median, int Percentile95, int Longest, int Cut)
{
    /// <summary>Share of the tokens that are unknown; 0 where there are none.</summary>
    public double UnknownRate => Tokens == 0 ? 0 : (double)Unknown / Tokens;

    internal static TokenStatistics Of(TextDataset data, TextEncoder encoder, int maximumTokens)
    {
        TokenBuffer tokens = new();
        int[] lengths = new int[data.Count];
        long unknown = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            encoder.Tokenizer.Tokenize(data[i].Text, tokens);
            lengths[i] = tokens.Count;
            unknown += encoder.Vocabulary.Encode(tokens).Count(id => id == Vocabulary.UnknownIndex);
        }

        Array.Sort(lengths);
        return new(lengths.Length, lengths.Sum(length => (long)length), unknown, At(0.5), At(0.95), At(1), lengths.Count(length => length > maximumTokens));

        int At(double share) => lengths.Length == 0 ? 0 : lengths[Math.Max(0, (int)Math.Ceiling(share * lengths.Length) - 1)];
    }
}
