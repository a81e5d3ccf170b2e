using Unroll.Tasks;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Classification;

/// <summary>How many texts are longer than what a classifier reads of them.</summary>
static class Truncation
{
    // No tokenizer makes more tokens of a character than the bytes it has in UTF-8.
    const int MostTokensPerCharacter = 4;

    /// <summary>Texts of more tokens than the options allow.</summary>
    internal static int Count(TextDataset data, TextClassifierOptions options)
    {
        Tokenizer tokenizer = Tokenizer.Create(options.Tokenizer ?? new());
        TokenBuffer tokens = new();
        int longer = 0;
        foreach ((string text, _) in data)
        {
            if ((long)text.Length * MostTokensPerCharacter <= options.MaximumTokens) continue;
            tokenizer.Tokenize(text, tokens);
            if (tokens.Count > options.MaximumTokens) longer++;
        }
        return longer;
    }
}
