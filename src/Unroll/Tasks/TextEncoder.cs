using Unroll.Text;

namespace Unroll.Tasks;

/// <summary>Texts to token ids, the same way in training and in use.</summary>
sealed class TextEncoder(Tokenizer tokenizer, Vocabulary vocabulary, int maximumTokens)
{
    internal Tokenizer Tokenizer => tokenizer;

    internal Vocabulary Vocabulary => vocabulary;

    internal int[][] Encode(IEnumerable<string> texts)
    {
        TokenBuffer tokens = new();
        List<int[]> encoded = [];
        foreach (string text in texts)
        {
            tokens.Clear();
            tokenizer.Tokenize(text, tokens);
            int[] ids = vocabulary.Encode(tokens);
            encoded.Add(ids.Length > maximumTokens ? ids[..maximumTokens] : ids);
        }

        return [.. encoded];
    }
}
