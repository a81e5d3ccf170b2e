using Unroll.Cli.Output;
using Unroll.Tasks;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Classification;

/// <summary>Vectors that others trained, of the tokens that the data holds.</summary>
/// <param name="Dimension">Numbers in each.</param>
/// <param name="Tokens">Different tokens in the data.</param>
/// <param name="Vectors">Token and vector.</param>
sealed record PretrainedVectors(int Dimension, int Tokens, IReadOnlyList<KeyValuePair<string, float[]>> Vectors)
{
    /// <summary>Reads GloVe, word2vec or fastText text vectors.</summary>
    /// <exception cref="InvalidDataException">The file is at fault, or knows no word of the data.</exception>
    internal static PretrainedVectors Load(string path, TextDataset data, TextClassifierOptions options)
    {
        using Waiting waiting = new($"reading {path}");
        Tokenizer tokenizer = Tokenizer.Create(options.Tokenizer ?? new());
        Vocabulary tokens = Vocabulary.Build(TokenCounts.Of(data.Select(item => item.Text), tokenizer));
        WordVectors file = WordVectors.Load(path, tokens);
        if (file.Count == 0) throw new InvalidDataException($"{path}: has no vector of any word in {data.Source}; are they of the same language and letter case?");
        List<KeyValuePair<string, float[]>> vectors = [];
        for (int index = 0; index < tokens.Count; index++)
        {
            if (file.TryGet(index, out ReadOnlySpan<float> vector)) vectors.Add(new(tokens[index], vector.ToArray()));
        }
        return new(file.Dimension, tokens.Count, vectors);
    }
}
